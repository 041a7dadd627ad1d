using System.Linq.Expressions;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Turns a lambda's body into an expression over rows that holds database values: a missing attribute is null whatever the CLR type, null propagates
/// through members and calls, comparisons with null are false, and a truth value that is null counts as false where it is used as one.
/// Untranslatable parts give null, so that EF Core's own error stands.
/// </summary>
internal sealed partial class RowTranslator : ExpressionVisitor
{
    /// <summary>Why the last expression that was translated has no meaning over rows, where there is more to say than which it is.</summary>
    public string? Details { get; private set; }

    /// <summary>The row expression, of the nullable form of the type; null when some part has no meaning over rows.</summary>
    public Expression? Translate(Expression expression)
    {
        Details = null;
        var result = Visit(expression);
        return IsUnusable(result) ? null : result;
    }

    /// <summary>The row predicate; null when some part has no meaning over rows.</summary>
    public Expression? TranslatePredicate(Expression expression)
        => Translate(expression) is { } translated ? ToBoolean(translated) : null;

    protected override Expression VisitExtension(Expression node)
        => node switch
        {
            QueryParameterExpression => node,
            PropertyReadExpression read => read.AsNullable(),
            RowValueExpression => node,
            EntityReferenceExpression or DocumentReferenceExpression => node,
            StructuralTypeShaperExpression => (Expression?)EntityReferenceExpression.Find(node) ?? DocumentBinding.Find(node) ?? Untranslated,
            _ => Untranslated,
        };

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual
            && TryTranslateTypeComparison(node, out var typeComparison))
        {
            return typeComparison;
        }

        if (node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual && TranslateDocumentEquality(node.Left, node.Right) is { } sameDocument)
        {
            return node.NodeType == ExpressionType.Equal ? sameDocument : Expression.Not(sameDocument);
        }

        if (node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual && TranslateSequenceEquality(node.Left, node.Right) is { } sameElements)
        {
            return node.NodeType == ExpressionType.Equal ? sameElements : Expression.Not(sameElements);
        }

        if (node.NodeType == ExpressionType.ArrayIndex && !PropertyBinding.IsRowIndependent(node.Left) && TranslateSequence(node.Left) is { } indexed)
        {
            return Visit(node.Right) is var position && !IsUnusable(position)
                ? Pick(nameof(Enumerable.ElementAtOrDefault), indexed, position)
                : Untranslated;
        }

        var left = Visit(node.Left);
        var right = Visit(node.Right);
        if (IsUntranslated(left) || IsUntranslated(right))
        {
            return Untranslated;
        }

        switch (node.NodeType)
        {
            case ExpressionType.Equal or ExpressionType.NotEqual:
                if (IsUnusable(left) || IsUnusable(right))
                {
                    return TranslateNullTest(node.NodeType, left, right);
                }

                var equal = TranslateEquality(left, right);
                return node.NodeType == ExpressionType.Equal ? equal : Expression.Not(equal);

            case ExpressionType.AndAlso:
                return Expression.AndAlso(ToBoolean(left), ToBoolean(right));

            case ExpressionType.OrElse:
                return Expression.OrElse(ToBoolean(left), ToBoolean(right));

            case ExpressionType.And or ExpressionType.Or or ExpressionType.ExclusiveOr when node.Type == typeof(bool?):
                return Expression.MakeBinary(node.NodeType, ConvertTo(left, typeof(bool?)), ConvertTo(right, typeof(bool?)));

            case ExpressionType.And or ExpressionType.Or or ExpressionType.ExclusiveOr when left.Type.UnwrapNullableType() == typeof(bool):
                return Expression.MakeBinary(node.NodeType, ToBoolean(left), ToBoolean(right));

            case ExpressionType.Coalesce:
                return left.Type.IsNullableType() ? TranslateCoalesce(left, right) : left;

            case ExpressionType.ArrayIndex:
                return Guarded(
                    [left, right], n => Expression.ArrayIndex(n[0], n[1]), node.Type);
        }

        if (IsUnusable(left) || IsUnusable(right))
        {
            return Untranslated;
        }

        if (node.Method is { } method && method.DeclaringType == typeof(string))
        {
            // Concatenation: C# takes null for the empty string.
            var parameters = method.GetParameters();
            return Expression.Add(
                ConvertTo(left, parameters[0].ParameterType), ConvertTo(right, parameters[1].ParameterType), method);
        }

        if (node.NodeType is ExpressionType.LessThan or ExpressionType.LessThanOrEqual
            or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual)
        {
            (left, right) = Normalize(left, right);
        }

        (left, right) = Align(left, right);
        return Expression.MakeBinary(node.NodeType, left, right, liftToNull: false, node.Method, node.Conversion);
    }

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        var test = Visit(node.Test);
        var ifTrue = Visit(node.IfTrue);
        var ifFalse = Visit(node.IfFalse);
        if (IsUnusable(test) || IsUnusable(ifTrue) || IsUnusable(ifFalse))
        {
            return Untranslated;
        }

        (ifTrue, ifFalse) = Align(ifTrue, ifFalse);
        return Expression.Condition(ToBoolean(test), ifTrue, ifFalse);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        if (EntityReferenceExpression.Find(node) is { } entity)
        {
            return entity;
        }

        if (DocumentBinding.Find(node) is { } document)
        {
            return document;
        }

        var operand = Visit(node.Operand);
        if (operand is DocumentReferenceExpression && node.Type.UnwrapNullableType() == node.Operand.Type.UnwrapNullableType())
        {
            return operand;
        }

        if (IsUnusable(operand))
        {
            return Untranslated;
        }

        switch (node.NodeType)
        {
            case ExpressionType.Not when operand.Type.UnwrapNullableType() == typeof(bool):
                return Negate(node, operand);

            case ExpressionType.Not or ExpressionType.Negate or ExpressionType.NegateChecked or ExpressionType.UnaryPlus
                or ExpressionType.OnesComplement:
                return Expression.MakeUnary(node.NodeType, operand, operand.Type, node.Method);

            case ExpressionType.Convert or ExpressionType.ConvertChecked:
                var type = operand.Type.IsNullableType() && operand.Type.IsValueType && node.Type.IsValueType
                    ? node.Type.MakeNullableType()
                    : node.Type;
                return operand.Type == type
                    ? operand
                    : node.Method is null || (operand.Type.IsNullableType() && type.UnwrapNullableType() == operand.Type.UnwrapNullableType())
                        ? Expression.MakeUnary(node.NodeType, operand, type)
                        : Expression.MakeUnary(node.NodeType, operand, type, node.Method);

            case ExpressionType.TypeAs:
                return Expression.TypeAs(operand, node.Type);

            case ExpressionType.ArrayLength:
                return Guarded([operand], n => Expression.ArrayLength(n[0]), node.Type);

            default:
                return Untranslated;
        }
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (PropertyBinding.Find(node) is { } read)
        {
            return read;
        }

        if (PropertyBinding.FindGuarded(node) is var (entity, guarded))
        {
            return Expression.Condition(TypeTest(entity, _ => true), guarded, Expression.Default(guarded.Type));
        }

        // A value of the row itself, which is there.
        if (node.Expression is null || RowTuple.IsPartOfRow(node.Expression))
        {
            return node;
        }

        if (DocumentBinding.Find(node) is { } document)
        {
            return document;
        }

        if (node.Member.Name == nameof(Nullable<int>.HasValue) && DocumentBinding.Find(node.Expression) is { } optional)
        {
            return Expression.Not(IsNull(optional.Item));
        }

        if (OfMade(node) is { } ofMade)
        {
            return Visit(ofMade);
        }

        if (OfEither(node) is { } ofEither)
        {
            return Visit(ofEither);
        }

        if (node.Member.Name == nameof(List<int>.Count) && TranslateSequence(node.Expression) is { } counted)
        {
            return Expression.Call(typeof(Enumerable), nameof(Enumerable.Count), [counted.Row.Type], counted.Rows);
        }

        var instance = Visit(node.Expression);
        if (instance is DocumentReferenceExpression element)
        {
            return MemberOf(element, node.Member.Name);
        }

        if (instance is EntityReferenceExpression entityOfMember)
        {
            if (node.Expression != instance && entityOfMember.Type == node.Expression.Type)
            {
                return Visit(node.Update(entityOfMember));
            }

            Details ??= CoreStrings.QueryUnableToTranslateMember(node.Member.Name, entityOfMember.EntityType.DisplayName());
            return Untranslated;
        }

        if (IsUnusable(instance))
        {
            return Untranslated;
        }

        if (Nullable.GetUnderlyingType(node.Expression.Type) is not null)
        {
            return node.Member.Name == nameof(Nullable<int>.HasValue)
                ? instance.Type.IsNullableType()
                    ? Expression.NotEqual(instance, Expression.Constant(null, instance.Type))
                    : Expression.Constant(true)
                : instance;
        }

        return Guarded([instance], n => Expression.MakeMemberAccess(n[0], node.Member), node.Type);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        if (node.Arguments.Count == 0)
        {
            return node;
        }

        var arguments = VisitAll(node.Arguments);
        if (arguments is null || node.Constructor is null)
        {
            return Untranslated;
        }

        var parameters = node.Constructor.GetParameters();
        return Guarded(
            arguments,
            n => node.Update(n),
            node.Type,
            i => !parameters[i].ParameterType.IsNullableType());
    }

    protected override Expression VisitMemberInit(MemberInitExpression node)
    {
        var created = Visit(node.NewExpression);
        if (created is not NewExpression newExpression)
        {
            return Untranslated;
        }

        var bindings = new MemberBinding[node.Bindings.Count];
        for (var i = 0; i < bindings.Length; i++)
        {
            if (node.Bindings[i] is not MemberAssignment assignment
                || Visit(assignment.Expression) is var value && IsUnusable(value))
            {
                return Untranslated;
            }

            bindings[i] = assignment.Update(ConvertTo(value, assignment.Expression.Type));
        }

        return node.Update(newExpression, bindings);
    }

    protected override Expression VisitNewArray(NewArrayExpression node)
    {
        var items = VisitAll(node.Expressions);
        if (items is null || node.NodeType != ExpressionType.NewArrayInit)
        {
            return Untranslated;
        }

        var elementType = node.Type.GetElementType()!;
        return Expression.NewArrayInit(elementType, items.Select(i => ConvertTo(i, elementType)));
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
        => Untranslated;

    protected override Expression VisitInvocation(InvocationExpression node)
        => Untranslated;

    protected override Expression VisitListInit(ListInitExpression node)
    {
        var elements = new ElementInit[node.Initializers.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            var initializer = node.Initializers[i];
            if (VisitAll(initializer.Arguments) is not { } arguments)
            {
                return Untranslated;
            }

            elements[i] = initializer.Update(arguments.Zip(initializer.Arguments, (a, given) => ConvertTo(a, given.Type)));
        }

        return Visit(node.NewExpression) is NewExpression list ? node.Update(list, elements) : Untranslated;
    }

    /// <summary>The member of an object that a Select made of a row that may not be there: the object is not made for it.</summary>
    private static ConditionalExpression? OfMade(MemberExpression node)
    {
        if (node.Expression is not ConditionalExpression { IfTrue: NewExpression or MemberInitExpression, IfFalse: ConstantExpression { Value: null } } made)
        {
            return null;
        }

        var value = GroupKeys.Resolve(node.Update(made.IfTrue));
        var type = value.Type.MakeNullableType();
        return value is MemberExpression { Expression: NewExpression or MemberInitExpression }
            ? null
            : Expression.Condition(made.Test, ConvertTo(value, type), Expression.Default(type));
    }

    /// <summary>(a ?? b).Member: what is picked may be of one of two documents, each with a way of its own to the member.</summary>
    private static Expression? OfEither(MemberExpression node)
    {
        var (test, ifTrue, ifFalse) = node.Expression switch
        {
            BinaryExpression { NodeType: ExpressionType.Coalesce, Conversion: null } either
                => (Expression.NotEqual(either.Left, Expression.Constant(null, either.Left.Type)), either.Left, either.Right),
            ConditionalExpression conditional => (conditional.Test, conditional.IfTrue, conditional.IfFalse),
            _ => ((Expression?)null, node, node),
        };
        return test is not null && (DocumentBinding.Find(ifTrue) ?? DocumentBinding.Find(ifFalse)) is not null
            ? Expression.Condition(test, node.Update(ifTrue), node.Update(ifFalse))
            : null;
    }

    private static Expression TranslateNullTest(ExpressionType nodeType, Expression left, Expression right)
    {
        var (structure, other) = IsUnusable(left) ? (left, right) : (right, left);
        if (other is not ConstantExpression { Value: null })
        {
            return Untranslated;
        }

        // A row of the source is there; only an outer join could make it null, and then its item is null.
        Expression isNull = structure switch
        {
            EntityReferenceExpression { IsNullable: false } => Expression.Constant(false),
            EntityReferenceExpression entity => IsNull(entity.Item),
            _ => IsNull(((DocumentReferenceExpression)structure).Item),
        };
        return nodeType == ExpressionType.Equal ? isNull : Expression.Not(isNull);
    }

    private static BinaryExpression IsNull(Expression item)
        => Expression.Equal(item, Expression.Constant(null, typeof(Items.Item)));

    private static Expression TranslateCoalesce(Expression left, Expression right)
    {
        if (IsUnusable(left) || IsUnusable(right))
        {
            return Untranslated;
        }

        var underlying = left.Type.UnwrapNullableType();
        if (right.Type.UnwrapNullableType() == underlying)
        {
            return Expression.Coalesce(left, right);
        }

        var type = right.Type.IsNullableType() || !underlying.IsValueType ? right.Type : right.Type.MakeNullableType();
        var (alignedLeft, alignedRight) = Align(ConvertTo(left, type), right);
        return Expression.Coalesce(alignedLeft, alignedRight);
    }
}
