using System.Linq.Expressions;
using System.Reflection;
using EFCore.DynamoDb.Items;
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
/// <param name="inject">EF's injection of materializers.</param>
/// <param name="missingIsAnError">What a missing required attribute is.</param>
internal sealed class ShaperCompiler(Func<Expression, Expression> inject, bool missingIsAnError) : ExpressionVisitor
{
    private static readonly MethodInfo TypeOfMethod = typeof(Item).GetMethod(nameof(Item.TypeOf))!;
    private static readonly MethodInfo IsNullMethod = typeof(Item).GetMethod(nameof(Item.IsNull))!;

    private readonly Dictionary<ItemBindingExpression, ParameterExpression> _entities = [];
    private readonly Dictionary<ParameterExpression, Expression> _items = [];
    private readonly List<ParameterExpression> _variables = [];
    private readonly List<Expression> _statements = [];
    private readonly RowLowering _lowering = new(missingIsAnError);

    public LambdaExpression Compile(Expression shaper, ParameterExpression row)
    {
        var result = Visit(shaper);
        var body = Expression.Block(result.Type, _variables, [.. _statements, result]);
        return Expression.Lambda(
            _lowering.WithParameters(_lowering.Visit(body)), QueryCompilationContext.QueryContextParameter, row);
    }

    protected override Expression VisitExtension(Expression node)
    {
        if (node is not StructuralTypeShaperExpression { ValueBufferExpression: ItemBindingExpression binding } shaper)
        {
            // Reads outside of entities are lowered at the end, with their parameters.
            return node;
        }

        // The same entity twice in one result is made once.
        if (!_entities.TryGetValue(binding, out var variable))
        {
            variable = Expression.Variable(shaper.Type);
            _entities.Add(binding, variable);
            _variables.Add(variable);
            _statements.Add(Expression.Assign(variable, Visit(inject(shaper))));
        }

        return variable.Type == shaper.Type ? variable : Expression.Convert(variable, shaper.Type);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node is { NodeType: ExpressionType.Assign, Left: ParameterExpression context, Right: NewExpression creation }
            && context.Type == typeof(MaterializationContext))
        {
            _items.Add(context, ((ItemBindingExpression)creation.Arguments[0]).Item);
            return Expression.Assign(context, creation.Update([Expression.Constant(ValueBuffer.Empty), creation.Arguments[1]]));
        }

        if (node is { NodeType: ExpressionType.Assign, Left: MemberExpression or IndexExpression }
            && AsRead(node.Right) is var (item, property, type))
        {
            return AssignUnlessMissing(node.Left, item, property, type);
        }

        if (node is { NodeType: ExpressionType.Assign, Left: MemberExpression { Member: FieldInfo { IsInitOnly: true } } member })
        {
            return member.Assign(Visit(node.Right));
        }

        return base.VisitBinary(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
        => AsRead(node) is var (item, property, type)
            ? type == typeof(object)
                ? RowLowering.ReadOrNull(item, property, type)
                : RowLowering.ReadRequired(item, property, type, missingIsAnError)
            : base.VisitMethodCall(node);

    private Expression AssignUnlessMissing(Expression target, Expression item, IProperty property, Type type)
    {
        var ordinal = RowLowering.OrdinalOf(property);
        var read = Assign(RowLowering.ReadOrNull(item, property, type));
        if (!property.IsNullable)
        {
            return missingIsAnError
                ? Assign(RowLowering.ReadRequired(item, property, type, missingIsAnError))
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

    private (Expression Item, IProperty Property, Type Type)? AsRead(Expression expression)
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
}
