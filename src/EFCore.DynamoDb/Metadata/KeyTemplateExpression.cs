using System.Linq.Expressions;
using System.Text;
using EFCore.DynamoDb.Diagnostics;

namespace EFCore.DynamoDb.Metadata;

/// <summary>Turns <c>o => $"ORDER#{o.CreatedAt:O}#{o.OrderId}"</c> into the text of a <see cref="KeyTemplate" />.</summary>
internal static class KeyTemplateExpression
{
    public static string ToText(LambdaExpression template)
    {
        var text = new StringBuilder();
        return Append(template.Body, template.Parameters[0], format: null, text)
            ? text.ToString()
            : throw new ArgumentException(DynamoDbStrings.TemplateExpression(template.ToString()), nameof(template));
    }

    private static bool Append(Expression expression, ParameterExpression entity, string? format, StringBuilder text)
    {
        switch (expression)
        {
            case UnaryExpression { NodeType: ExpressionType.Convert } boxed:
                return Append(boxed.Operand, entity, format, text);

            case ConstantExpression { Value: string literal }:
                text.Append(Escaped(literal));
                return true;

            case MemberExpression { Expression: var holder } member when holder == entity:
                text.Append('{').Append(member.Member.Name);
                _ = format is null ? text : text.Append(':').Append(format);
                text.Append('}');
                return true;

            case BinaryExpression { NodeType: ExpressionType.Add, Method.Name: nameof(string.Concat) } both:
                return Append(both.Left, entity, null, text) && Append(both.Right, entity, null, text);

            case MethodCallExpression { Method: { Name: nameof(string.Concat) } method } concat when method.DeclaringType == typeof(string):
                return Arguments(concat, 0).All(a => Append(a, entity, null, text));

            case MethodCallExpression { Method: { Name: nameof(string.Format) } method, Arguments: [ConstantExpression { Value: string pattern }, ..] } call
                when method.DeclaringType == typeof(string):
                return AppendFormat(pattern, Arguments(call, 1), entity, text);

            default:
                return false;
        }
    }

    private static IReadOnlyList<Expression> Arguments(MethodCallExpression call, int skip)
        => call.Arguments.Count == skip + 1 && call.Arguments[skip] is NewArrayExpression array ? array.Expressions : [.. call.Arguments.Skip(skip)];

    private static bool AppendFormat(string pattern, IReadOnlyList<Expression> arguments, ParameterExpression entity, StringBuilder text)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is '{' or '}' && i + 1 < pattern.Length && pattern[i + 1] == pattern[i])
            {
                text.Append(pattern[i]).Append(pattern[i]);
                i++;
            }
            else if (pattern[i] == '{')
            {
                var end = pattern.IndexOf('}', i);
                var hole = pattern[(i + 1)..end].Split(':', 2);

                // An alignment would put blanks into keys.
                if (!int.TryParse(hole[0], out var index) || !Append(arguments[index], entity, hole.ElementAtOrDefault(1), text))
                {
                    return false;
                }

                i = end;
            }
            else
            {
                text.Append(pattern[i]);
            }
        }

        return true;
    }

    private static string Escaped(string literal)
        => literal.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
