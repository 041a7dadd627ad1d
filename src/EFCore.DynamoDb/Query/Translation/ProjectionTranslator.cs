using System.Linq.Expressions;
using EFCore.DynamoDb.Diagnostics;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using EFCore.DynamoDb.Storage;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EFCore.DynamoDb.Query.Translation;

/// <summary>
/// Makes a shaper of the body of a Select: what has a meaning over rows becomes a row expression, whole entities stay to be materialised, and what is left
/// (constructors, the caller's own methods) runs on the client over these.
/// </summary>
internal sealed class ProjectionTranslator(RowTranslator rows) : ExpressionVisitor
{
    public Expression Translate(Expression body)
        => Visit(body)!;

    public override Expression? Visit(Expression? node)
    {
        switch (node)
        {
            case null or ConstantExpression or ParameterExpression or QueryParameterExpression or StructuralTypeShaperExpression or LambdaExpression:
                return node;

            case NewExpression or MemberInitExpression or NewArrayExpression or ListInitExpression or ConditionalExpression:
                return base.Visit(node);

            case UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } when
                EntityReferenceExpression.Find(node) is not null:
                return base.Visit(node);

            case GroupShapeExpression group:
                return GroupOf(group);

            case InnerRowsExpression:
                return Elements(node, node.Type);

            case IncludeExpression include:
                return include.Update(Visit(include.EntityExpression)!, Visit(include.NavigationExpression)!);

            case MaterializeCollectionNavigationExpression collection:
                return Elements(collection.Subquery, collection.Type) ?? throw NotSupported(collection.Navigation);
        }

        if (node is UnaryExpression { NodeType: ExpressionType.Convert } boxed && boxed.Type == typeof(object)
            && RowTranslator.StripLifting(boxed.Operand) is var member
            && PropertyBinding.Find(member) is { Item: NestedItemExpression } inside)
        {
            // As EF Core reads the values of an entry: those of a document that is not there are null.
            return Expression.Convert(inside, typeof(object));
        }

        if (PropertyBinding.Find(node) is { } read)
        {
            var value = node.Type.IsNullableType() && read.Property.ClrType.IsNullableType() && !IsEmptyIfMissing(read.Property) ? read : read.AsRequired();
            return value.Type == node.Type ? value : Expression.Convert(value, node.Type);
        }

        if (DocumentBinding.Find(node) is { } document)
        {
            var shaper = ShaperOf(document, node.Type.IsNullableType());
            return shaper.Type == node.Type ? shaper : shaper.MakeClrTypeNullable();
        }

        if (DocumentBinding.FindProperty(node) is var (holder, documents) && documents.IsDocumentList())
        {
            return new DocumentListExpression(holder, documents);
        }

        // (int?)x.Total: the caller has room for null.
        if (node is UnaryExpression { NodeType: ExpressionType.Convert } lifted
            && PropertyBinding.Find(lifted.Operand) is { } nullable
            && nullable.Type == lifted.Type)
        {
            return nullable;
        }

        // What is selected of rows may be null; a list of values that may not be is made below.
        if (!PropertyBinding.IsRowIndependent(node) && rows.Translate(node) is { } translated
            && CollectionContains.ElementType(translated.Type) == CollectionContains.ElementType(node.Type))
        {
            return Fit(SequenceCalls.In(translated) ? new RowValueExpression(translated) : translated, node.Type);
        }

        if (Documents(node) is { } picked)
        {
            return picked;
        }

        if (node is MethodCallExpression { Method: { } method } && method.DeclaringType == typeof(Queryable))
        {
            throw new InvalidOperationException(
                rows.Details is { } details
                    ? CoreStrings.TranslationFailedWithDetails(ExpressionPrinter.Print(node), details)
                    : CoreStrings.TranslationFailed(ExpressionPrinter.Print(node)));
        }

        return base.Visit(node);
    }

    /// <summary>Documents that an operator picks out of a list: one of them, or several, each with what a Select makes of it.</summary>
    private Expression? Documents(Expression node)
    {
        if (node is not (MethodCallExpression or MemberExpression or BinaryExpression))
        {
            return null;
        }

        if (rows.Find(node) is { } document)
        {
            return ShaperOf(document, nullable: true);
        }

        if (Picked(node) is { } one)
        {
            return one;
        }

        var sequence = node is MethodCallExpression { Method: { Name: nameof(Enumerable.ToList) or nameof(Enumerable.ToArray) } method, Arguments: [var source] }
            && (method.DeclaringType == typeof(Enumerable) || method.DeclaringType == typeof(Queryable))
                ? source
                : node;
        return Elements(sequence, node.Type);
    }

    /// <summary>One row of a sequence, or none; only what is picked is made.</summary>
    private MethodCallExpression? Picked(Expression node)
    {
        if (node is not MethodCallExpression { Object: null, Arguments: [var source] } call
            || (call.Method.DeclaringType != typeof(Queryable) && call.Method.DeclaringType != typeof(Enumerable))
            || call.Method.Name is not (nameof(Enumerable.First) or nameof(Enumerable.FirstOrDefault) or nameof(Enumerable.Single)
                or nameof(Enumerable.SingleOrDefault) or nameof(Enumerable.Last) or nameof(Enumerable.LastOrDefault))
            || rows.TranslateSequence(source) is not { } elements)
        {
            return null;
        }

        var isLast = call.Method.Name is nameof(Enumerable.Last) or nameof(Enumerable.LastOrDefault);
        var picked = Expression.Call(
            typeof(Enumerable), isLast ? nameof(Enumerable.TakeLast) : nameof(Enumerable.Take), [elements.Row.Type], elements.Rows, Expression.Constant(1));
        return Expression.Call(
            typeof(Enumerable),
            nameof(Enumerable.FirstOrDefault),
            [node.Type],
            new RowsShaperExpression(picked, elements.Row, Fit(Visit(elements.Shape)!, node.Type), typeof(List<>).MakeGenericType(node.Type)));
    }

    /// <summary>What a shaper makes of each row of a sequence.</summary>
    private RowsShaperExpression? Elements(Expression sequence, Type collection)
    {
        if (CollectionContains.ElementType(collection) is not { } type || rows.TranslateSequence(sequence) is not { } elements)
        {
            return null;
        }

        var shaper = Fit(Visit(elements.Shape)!, type);
        return new RowsShaperExpression(elements.Rows, elements.Row, shaper, collection);
    }

    /// <summary>A whole group as a result.</summary>
    private NewExpression GroupOf(GroupShapeExpression group)
    {
        var types = group.Type.GetGenericArguments();
        var elements = new RowsShaperExpression(
            group.Row, group.Element, Fit(Visit(group.ElementShape)!, types[1]), typeof(List<>).MakeGenericType(types[1]));
        return Expression.New(typeof(Execution.Group<,>).MakeGenericType(types).GetConstructors()[0], Fit(Visit(group.Key)!, types[0]), elements);
    }

    /// <summary>DynamoDB has no empty sets: where the attribute is missing, the set is empty.</summary>
    private static bool IsEmptyIfMissing(IProperty property)
        => !property.IsNullable && property.GetTypeMapping() is DynamoDbTypeMapping { MissingIsEmpty: true };

    private static StructuralTypeShaperExpression ShaperOf(DocumentReferenceExpression document, bool nullable)
        => new(document.DocumentType, new ItemBindingExpression(document.Item), nullable);

    protected override Expression VisitExtension(Expression node)
        => node;

    protected override Expression VisitNew(NewExpression node)
        => node.Update(node.Arguments.Select(a => Fit(Visit(a)!, a.Type)));

    protected override MemberAssignment VisitMemberAssignment(MemberAssignment node)
        => node.Update(Fit(Visit(node.Expression)!, node.Expression.Type));

    private static Expression Fit(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    private static InvalidOperationException NotSupported(INavigationBase navigation)
        => new(DynamoDbStrings.NavigationNotSupported(navigation.DeclaringEntityType.DisplayName(), navigation.Name));

    /// <summary>Operators over sequences of rows have a meaning before they are translated, and another one after it: an operator that follows must not take one for the other.</summary>
    private sealed class SequenceCalls : ExpressionVisitor
    {
        private bool _found;

        public static bool In(Expression expression)
        {
            var finder = new SequenceCalls();
            finder.Visit(expression);
            return finder._found;
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            _found |= node.Method.DeclaringType == typeof(Enumerable);
            return base.VisitMethodCall(node);
        }

        protected override Expression VisitExtension(Expression node)
            => node;
    }
}
