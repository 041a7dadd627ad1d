using System.Collections.Immutable;
using EFCore.DynamoDb.Access;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// A predicate in DynamoDB's terms. It never excludes an item that the predicate keeps; with <see cref="Exact" /> it keeps just those.
/// </summary>
internal readonly record struct TranslatedCondition(Condition Condition, bool Exact)
{
    public static TranslatedCondition And(TranslatedCondition left, TranslatedCondition right)
        => new(new Condition.And(Flatten<Condition.And>(left.Condition, right.Condition, a => a.Operands)), left.Exact && right.Exact);

    public static TranslatedCondition Or(TranslatedCondition left, TranslatedCondition right)
        => new(new Condition.Or(Flatten<Condition.Or>(left.Condition, right.Condition, o => o.Operands)), left.Exact && right.Exact);

    private static ImmutableArray<Condition> Flatten<T>(Condition left, Condition right, Func<T, ImmutableArray<Condition>> operands)
        where T : Condition
        =>
        [
            .. left is T l ? operands(l) : [left],
            .. right is T r ? operands(r) : [right],
        ];
}
