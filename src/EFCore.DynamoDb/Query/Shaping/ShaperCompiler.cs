using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using EFCore.DynamoDb.Query.Expressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace EFCore.DynamoDb.Query.Shaping;

/// <summary>
/// Makes the delegate that turns a row into a result. EF Core injects the materializer (identity resolution, constructors, interceptors); its reads of a
/// value buffer become reads of the item, and an assignment of a missing attribute is left out, so that the property keeps its initialiser's value.
/// </summary>
internal sealed partial class ShaperCompiler : ExpressionVisitor
{
    private static readonly MethodInfo TypeOfMethod = typeof(Item).GetMethod(nameof(Item.TypeOf))!;
    private static readonly MethodInfo IsNullMethod = typeof(Item).GetMethod(nameof(Item.IsNull))!;

    private Dictionary<ItemBindingExpression, ParameterExpression> _entities = [];
    private readonly Dictionary<ParameterExpression, ItemBindingExpression> _items = [];
    private List<ParameterExpression> _variables = [];
    private List<Expression> _statements = [];
    private readonly RowLowering _lowering;
    private readonly Func<Expression, Expression> _inject;
    private readonly bool _missingIsAnError;
    private readonly bool _isTracking;
    private readonly DocumentReader _documents;

    /// <param name="inject">EF's injection of materializers.</param>
    /// <param name="materializers">EF's materializers, for what is inside entities.</param>
    /// <param name="missingIsAnError">What a missing required attribute is.</param>
    /// <param name="isTracking">Whether entities are tracked, and so must have keys.</param>
    public ShaperCompiler(
        Func<Expression, Expression> inject, IStructuralTypeMaterializerSource materializers, bool missingIsAnError, bool isTracking)
    {
        _inject = inject;
        _missingIsAnError = missingIsAnError;
        _isTracking = isTracking;
        _lowering = new RowLowering(missingIsAnError, isResult: true);
        _documents = new DocumentReader(
            materializers,
            (materializer, context, item) =>
            {
                _items.Add(context, new ItemBindingExpression(item));
                return Visit(materializer);
            });
    }

    public LambdaExpression Compile(Expression shaper, ParameterExpression row)
    {
        // Owners come first: what they own is then known to be theirs.
        foreach (var entity in EntityFinder.Find(shaper))
        {
            Visit(entity);
        }

        var result = Visit(shaper);
        var body = Expression.Block(result.Type, _variables, [.. _statements, result]);
        return Expression.Lambda(
            _lowering.WithParameters(_lowering.Visit(body)), QueryCompilationContext.QueryContextParameter, row);
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case DocumentAssignmentExpression document:
                return Assign(document);

            case RowsShaperExpression collection:
                return Collect(collection);

            case IncludeExpression include:
                return Include(include);

            case MaterializedExpression materialized:
                return Mark(materialized.Instance);

            case DocumentListExpression { Property: INavigation owned } ownedList:
                return OwnedListOrNull(ownedList, owned);

            case DocumentListExpression { Property: IComplexProperty property } list:
                return ReadOrNull(list.Item, item => _documents.ReadOrNull(item, property), list.Type);
        }

        if (node is not StructuralTypeShaperExpression { ValueBufferExpression: ItemBindingExpression binding } shaper)
        {
            // Reads outside of entities are lowered at the end, with their parameters.
            return node;
        }

        if (shaper.StructuralType is IComplexType complexType)
        {
            return ReadOrNull(binding.Item, item => _documents.ReadDocument(item, complexType.ComplexProperty), shaper.Type);
        }

        if (shaper.StructuralType is IEntityType entityType && entityType.IsOwned())
        {
            return OwnedOrNull(entityType, binding);
        }

        // The same entity twice in one result is made once.
        if (!_entities.TryGetValue(binding, out var variable))
        {
            variable = Expression.Variable(shaper.Type);
            _entities.Add(binding, variable);
            _variables.Add(variable);
            var made = Materialize(shaper);
            _statements.Add(
                Expression.Assign(
                    variable,
                    binding.Item is ElementItemExpression
                        ? Expression.Condition(
                            Expression.Equal(binding.Item, Expression.Constant(null, typeof(Item))), Expression.Default(shaper.Type), ConvertTo(made, shaper.Type))
                        : made));
        }

        return variable.Type == shaper.Type ? variable : Expression.Convert(variable, shaper.Type);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node is { NodeType: ExpressionType.Assign, Left: ParameterExpression context, Right: NewExpression creation }
            && context.Type == typeof(MaterializationContext))
        {
            _items.Add(context, (ItemBindingExpression)creation.Arguments[0]);
            return Expression.Assign(context, creation.Update([Expression.Constant(ValueBuffer.Empty), creation.Arguments[1]]));
        }

        if (node is { NodeType: ExpressionType.Assign, Left: MemberExpression or IndexExpression }
            && AsRead(node.Right) is var (source, property, type))
        {
            return AssignUnlessMissing(node.Left, source, property, type);
        }

        if (node is { NodeType: ExpressionType.Assign, Left: MemberExpression { Member: FieldInfo { IsInitOnly: true } } member })
        {
            return member.Assign(Visit(node.Right));
        }

        return base.VisitBinary(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
        => AsRead(node) is var (source, property, type)
            ? !property.IsStored() && !property.IsExtensionData() && !DynamoDbMetadata.IsStoredInKeyOnly(property) ? ReadKey(source, property, type)
                : type == typeof(object) ? RowLowering.ReadOrNull(source.Item, property, type)
                : RowLowering.ReadRequired(source.Item, property, type, _missingIsAnError)
            : base.VisitMethodCall(node);

    /// <summary>As for a property: a missing document leaves what the initialiser gave, unless it is required.</summary>
    private ConditionalExpression Assign(DocumentAssignmentExpression node)
    {
        var property = node.Property;
        var type = property.ClrType;
        var item = _items[(ParameterExpression)node.Context].Item;
        var ordinal = RowLowering.OrdinalOf(property);
        var isNull = Expression.Call(item, IsNullMethod, ordinal);
        var read = _documents.Read(item, property);
        if (!property.IsNullable)
        {
            return Expression.IfThenElse(
                isNull,
                _missingIsAnError ? RowLowering.Missing(property, type) : Expression.Empty(),
                node.Target.Assign(read));
        }

        return Expression.IfThen(
            Expression.NotEqual(
                Expression.Call(item, TypeOfMethod, ordinal), Expression.Constant(null, typeof(DynamoDbAttributeType?))),
            node.Target.Assign(Expression.Condition(isNull, Expression.Default(type), read)));
    }

    private Expression Collect(RowsShaperExpression node)
    {
        var shaper = OfElement(node.Shaper);
        var elements = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Select), [node.Row.Type, shaper.Type], node.Rows, Expression.Lambda(shaper, node.Row));
        return node.Type.IsArray
            ? Expression.Call(typeof(Enumerable), nameof(Enumerable.ToArray), [shaper.Type], elements)
            : node.Type.IsAssignableFrom(typeof(List<>).MakeGenericType(shaper.Type))
                ? ConvertTo(Expression.Call(typeof(Enumerable), nameof(Enumerable.ToList), [shaper.Type], elements), node.Type)
            : node.Type.IsAssignableFrom(typeof(EnumerableQuery<>).MakeGenericType(shaper.Type))
                ? Expression.Convert(
                    Expression.Call(
                        typeof(Queryable), nameof(Queryable.AsQueryable), [shaper.Type],
                        Expression.Call(typeof(Enumerable), nameof(Enumerable.ToList), [shaper.Type], elements)),
                    node.Type)
            : node.Type == typeof(IOrderedEnumerable<>).MakeGenericType(shaper.Type)
                ? Expression.Call(
                    typeof(Enumerable), nameof(Enumerable.OrderBy), [shaper.Type, typeof(int)],
                    Expression.Call(typeof(Enumerable), nameof(Enumerable.ToList), [shaper.Type], elements),
                    Expression.Lambda(Expression.Constant(0), Expression.Parameter(shaper.Type)))
                : Expression.Call(ToCollectionOfMethod.MakeGenericMethod(shaper.Type, node.Type), elements);
    }

    /// <summary>What becomes of each element: its entities are made for it, and not once for the row.</summary>
    private Expression OfElement(Expression shaper)
    {
        var (entities, variables, statements, included) = (_entities.ToList(), _variables.ToList(), _statements.ToList(), _included.ToList());
        _variables.Clear();
        _statements.Clear();
        foreach (var entity in EntityFinder.Find(shaper))
        {
            Visit(entity);
        }

        var result = Visit(shaper);
        if (_variables.Count > 0)
        {
            result = Expression.Block(result.Type, _variables, [.. _statements, result]);
        }

        (_entities, _variables, _statements, _included) = (new(entities), variables, statements, new(included));
        return result;
    }

    /// <summary>A complex object, or a list of them, as a result of its own.</summary>
    private static BlockExpression ReadOrNull(Expression document, Func<Expression, Expression> make, Type type)
    {
        var item = Expression.Variable(typeof(Item), "document");
        var read = make(item);
        return Expression.Block(
            type,
            [item],
            Expression.Assign(item, document),
            Expression.Condition(
                Expression.Equal(item, Expression.Constant(null, typeof(Item))),
                Expression.Default(type),
                read.Type == type ? read : Expression.Convert(read, type)));
    }

    private Expression AssignUnlessMissing(Expression target, ItemBindingExpression source, IProperty property, Type type)
    {
        if (property.IsExtensionData())
        {
            return Assign(RowLowering.ReadOrNull(source.Item, property, type));
        }

        if (property.FindKeySource() is not null)
        {
            return Assign(RowLowering.ReadRequired(source.Item, property, type, _missingIsAnError));
        }

        if (!property.IsStored())
        {
            return Assign(ReadKey(source, property, type));
        }

        var item = source.Item;
        var ordinal = RowLowering.OrdinalOf(property);
        var read = Assign(RowLowering.ReadOrNull(item, property, type));
        if (((Storage.DynamoDbTypeMapping)property.GetTypeMapping()).ConvertsNulls)
        {
            return read;
        }

        if (!property.IsNullable)
        {
            return _missingIsAnError || ((Storage.DynamoDbTypeMapping)property.GetTypeMapping()).MissingIsEmpty
                ? Assign(RowLowering.ReadRequired(item, property, type, _missingIsAnError))
                : Expression.IfThen(Expression.Not(Expression.Call(item, IsNullMethod, ordinal)), read);
        }

        // An explicit NULL is null; a missing attribute leaves what the initialiser gave.
        return Expression.IfThen(
            Expression.NotEqual(
                Expression.Call(item, TypeOfMethod, ordinal),
                Expression.Constant(null, typeof(DynamoDbAttributeType?))),
            read);

        Expression Assign(Expression value)
            => target is MemberExpression member ? member.Assign(value) : Expression.Assign(target, value);
    }

    private (ItemBindingExpression Source, IProperty Property, Type Type)? AsRead(Expression expression)
    {
        if (expression is not MethodCallExpression { Method.IsGenericMethod: true } call
            || call.Method.GetGenericMethodDefinition() != Microsoft.EntityFrameworkCore.Infrastructure.ExpressionExtensions.ValueBufferTryReadValueMethod)
        {
            return null;
        }

        var context = (ParameterExpression)((MethodCallExpression)call.Arguments[0]).Object!;
        var property = (IProperty)((ConstantExpression)call.Arguments[2]).Value!;
        return (_items[context], property, call.Method.GetGenericArguments()[0]);
    }

    private static Expression ConvertTo(Expression expression, Type type)
        => expression.Type == type ? expression : Expression.Convert(expression, type);

    /// <summary>The entities of a result that are owned by nobody.</summary>
    private sealed class EntityFinder : ExpressionVisitor
    {
        private readonly List<Expression> _entities = [];

        public static IReadOnlyList<Expression> Find(Expression shaper)
        {
            var finder = new EntityFinder();
            finder.Visit(shaper);
            return finder._entities;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is StructuralTypeShaperExpression { StructuralType: IEntityType entityType } && !entityType.IsOwned())
            {
                _entities.Add(node);
            }

            return node is IncludeExpression ? base.VisitExtension(node) : node;
        }
    }
}
