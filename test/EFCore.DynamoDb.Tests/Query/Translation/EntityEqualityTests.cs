using System.Linq.Expressions;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Query.Translation;

namespace EFCore.DynamoDb.Tests.Query.Translation;

/// <summary>Entities are equal when their keys are; a comparison of entities becomes one of their key properties, which conditions and keys can use.</summary>
public class EntityEqualityTests
{
    private static readonly Booking Same = new() { Hotel = "h", Number = 1, Nights = 9 };
    private static readonly Booking Other = new() { Hotel = "h", Number = 2 };
    private static Booking? None => null;
    private static readonly List<Booking> Both = [Same, Other];
    private static readonly List<Booking> Others = [Other];
    private static readonly Cat Cat = new() { Id = "a" };

    private static readonly Dictionary<string, (Expression<Func<Booking, bool>> Lambda, bool Value, int Keys)> Rows = new()
    {
        ["another object of the key"] = (b => b == Same, true, 2),
        ["the other way round"] = (b => Same == b, true, 2),
        ["an object of another key"] = (b => b == Other, false, 2),
        ["unequal"] = (b => b != Other, true, 2),
        ["Equals"] = (b => b.Equals(Same), true, 2),
        ["Equals of the object"] = (b => Same.Equals(b), true, 2),
        ["object.Equals"] = (b => Equals(b, Other), false, 2),
        ["boxed"] = (b => (object)b == (object)Same, true, 2),
        ["an object that the query makes"] = (b => b == new Booking { Hotel = "h", Number = 1 }, true, 2),
        ["an object made for another key"] = (b => b == new Booking { Hotel = "g", Number = 1 }, false, 2),
        ["null"] = (b => b == null, false, 0),
        ["not null"] = (b => b != null, true, 0),
        ["an object that is null"] = (b => b == None, false, 2),
        ["among others"] = (b => Both.Contains(b), true, 2),
        ["not among others"] = (b => Others.Contains(b), false, 2),
        ["an entity of another type"] = (b => b.Equals(Cat), false, 0),
    };

    public static TheoryData<string> Names
        => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Entities_are_compared_by_their_keys(string name)
    {
        var (lambda, value, keys) = Rows[name];
        var row = Expression.Parameter(typeof(Item), "item");

        Assert.Equal(value, Zoo.Evaluate(lambda, new Booking { Number = 1, Nights = 2 }));
        Assert.Equal(keys, KeyReads.In(EntityEquality.Rewrite(Zoo.Body<Booking>(lambda, row))));
    }

    [Fact]
    public void A_row_that_may_not_be_there_is_null_then()
    {
        Assert.Equal(true, Zoo.Evaluate<Booking>((Expression<Func<Booking, bool>>)(b => b == null), null));
        Assert.Equal(false, Zoo.Evaluate<Booking>((Expression<Func<Booking, bool>>)(b => b != null), null));
        Assert.Equal(false, Zoo.Evaluate<Booking>((Expression<Func<Booking, bool>>)(b => b == Same), null));
    }

    [Fact]
    public void The_keys_of_a_join_of_entities_are_theirs()
    {
        var item = Expression.Parameter(typeof(Item), "item");
        var booking = Zoo.Body<Booking>((Expression<Func<Booking, object>>)(b => b), item);
        Expression<Func<Booking, object>> number = b => b.Number;

        var (outer, inner) = EntityEquality.Keys(booking, booking);
        var values = EntityEquality.Keys(Zoo.Body<Booking>(number, item), booking);

        Assert.Equal((2, 2), (KeyReads.In(outer), KeyReads.In(inner)));
        Assert.Same(booking, values.Inner);
    }

    /// <summary>Different properties of the key that are read.</summary>
    private sealed class KeyReads : ExpressionVisitor
    {
        private readonly HashSet<string> _found = [];

        public static int In(Expression expression)
        {
            var finder = new KeyReads();
            finder.Visit(expression);
            return finder._found.Count;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is PropertyReadExpression { Property: { } property } && property.IsPrimaryKey())
            {
                _found.Add(property.Name);
            }

            return node;
        }
    }
}
