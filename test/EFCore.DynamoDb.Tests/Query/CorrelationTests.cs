using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Translation;

namespace EFCore.DynamoDb.Tests.Query;

/// <summary>Which parts of a predicate over two rows are a key, and which are not.</summary>
public class CorrelationTests
{
    public sealed record Outer(int Id, int? Optional, string Name);

    public sealed record Inner(int OuterId, int? Optional, string Name);

    [Fact]
    public void EF_Core_s_pattern_is_a_key_of_which_null_is_no_value()
    {
        var (keys, others) = Split((o, i) => o.Optional != null && Equals((object?)o.Optional, (object?)i.Optional));

        var key = Assert.Single(keys);
        Assert.Equal(("o.Optional", "i.Optional", false), (key.Outer.ToString(), key.Inner.ToString(), key.NullMatches));
        Assert.Empty(others);
    }

    [Fact]
    public void A_comparison_of_a_user_is_a_key_whichever_side_the_rows_are_on_and_null_is_equal_to_null()
    {
        var (keys, others) = Split((o, i) => i.Optional == o.Id && o.Name == i.Name);

        Assert.Equal(["o.Id = i.Optional True", "o.Name = i.Name True"], keys.Select(k => $"{k.Outer} = {k.Inner} {k.NullMatches}"));
        Assert.Empty(others);
    }

    [Fact]
    public void Composite_keys_are_taken_apart()
    {
        var (keys, others) = Split(
            (o, i) => o.Optional != null && o.Name != null && Equals(new object?[] { o.Optional, o.Name }, new object?[] { i.Optional, i.Name }));

        Assert.Equal(["o.Optional = i.Optional False", "o.Name = i.Name False"], keys.Select(k => $"{k.Outer} = {k.Inner} {k.NullMatches}"));
        Assert.Empty(others);
    }

    [Fact]
    public void What_is_no_equality_of_one_row_with_the_other_is_left()
    {
        var (keys, others) = Split((o, i) => i.OuterId > o.Id && o.Id + i.OuterId == 3 && i.Name == "x" && o.Optional != null && o.Id == 4);

        Assert.Empty(keys);
        Assert.Equal(5, others.Count);
    }

    [Fact]
    public void Keys_of_joins_let_null_match_only_in_those_that_users_make_of_several_values()
    {
        var (o, i) = (Expression.Parameter(typeof(Outer), "o"), Expression.Parameter(typeof(Inner), "i"));
        Expression Of(Expression row, string name) => Expression.Convert(Expression.Property(row, name), typeof(object));

        var single = Correlation.OfJoin(Expression.Property(o, "Optional"), Expression.Property(i, "Optional"));
        var efs = Correlation.OfJoin(
            Expression.NewArrayInit(typeof(object), Of(o, "Id"), Of(o, "Name")), Expression.NewArrayInit(typeof(object), Of(i, "OuterId"), Of(i, "Name")));
        Expression<Func<Outer, object>> left = x => new { x.Id, x.Name };
        Expression<Func<Inner, object>> right = x => new { Id = x.OuterId, x.Name };
        var users = Correlation.OfJoin(left.Body, right.Body);

        Assert.Equal([false], single.Select(k => k.NullMatches));
        Assert.Equal([false, false], efs.Select(k => k.NullMatches));
        Assert.Equal([true, true], users.Select(k => k.NullMatches));
        Assert.Equal(["o.Id", "o.Name"], efs.Select(k => k.Outer.ToString()));
    }

    private static (IReadOnlyList<KeyPart> Keys, IReadOnlyList<Expression> Others) Split(Expression<Func<Outer, Inner, bool>> predicate)
        => Correlation.Split(Conjuncts(predicate.Body), predicate.Parameters[0], predicate.Parameters[1]);

    private static IEnumerable<Expression> Conjuncts(Expression body)
        => body is BinaryExpression { NodeType: ExpressionType.AndAlso } both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [body];
}
