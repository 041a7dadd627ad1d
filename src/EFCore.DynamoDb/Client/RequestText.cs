using System.Globalization;
using System.Text;
using EFCore.DynamoDb.Items;

namespace EFCore.DynamoDb.Client;

/// <summary>
/// Requests as a person would write them, in one line with the placeholders resolved; only what is sent appears, in this order:
/// <code>
/// Query Orders index=ByStatus key: Status = "Shipped" AND CreatedAt >= 5 filter: Total > 3 projection: Id, Total limit: 10 desc consistent count start: {Id: "a"}
/// PutItem Orders {Id: "a", Total: 3} if: attribute_not_exists(Id)
/// UpdateItem Orders {Id: "a"} SET Total = 4 REMOVE Note if: Version = 1
/// BatchGetItem Orders [{Id: "a"}, {Id: "b"}] projection: Id
/// TransactWriteItems [PutItem Orders {Id: "a"}; ConditionCheck Orders {Id: "d"} if: Total > 1]
/// </code>
/// Without values each of them is a question mark.
/// </summary>
internal sealed class RequestText
{
    private readonly StringBuilder _text = new();
    private readonly bool _showValues;

    private RequestText(bool showValues)
        => _showValues = showValues;

    public static string Of(ItemRequest request, bool showValues)
    {
        var writer = new RequestText(showValues);
        writer.Append(request);
        return writer._text.ToString();
    }

    public static string Of(TransactWriteItemsRequest request, bool showValues)
        => Of("TransactWriteItems", request.Actions, showValues);

    public static string Of(TransactGetItemsRequest request, bool showValues)
        => Of("TransactGetItems", request.Gets, showValues);

    public static string Of(BatchWriteItemRequest request, bool showValues)
        => Of("BatchWriteItem", request.Actions, showValues);

    private static string Of(string operation, IReadOnlyList<ItemRequest> actions, bool showValues)
    {
        var writer = new RequestText(showValues);
        writer._text.Append(operation).Append(" [");
        for (var i = 0; i < actions.Count; i++)
        {
            writer._text.Append(i == 0 ? "" : "; ");
            writer.Append(actions[i]);
        }

        return writer._text.Append(']').ToString();
    }

    private void Append(ItemRequest request)
    {
        _text.Append(request.Operation).Append(' ').Append(request.TableName);
        switch (request)
        {
            case GetItemRequest get:
                AppendMap(get.Key);
                AppendExpression(" projection: ", get.ProjectionExpression, get.Aliases);
                AppendWord(" consistent", get.ConsistentRead);
                break;
            case BatchGetItemRequest batch:
                AppendKeys(batch.Keys);
                AppendExpression(" projection: ", batch.ProjectionExpression, batch.Aliases);
                AppendWord(" consistent", batch.ConsistentRead);
                break;
            case PageRequest page:
                AppendPage(page);
                break;
            case WriteRequest write:
                AppendMap(write switch
                {
                    PutItemRequest put => put.Item,
                    UpdateItemRequest update => update.Key,
                    DeleteItemRequest delete => delete.Key,
                    ConditionCheckRequest check => check.Key,
                    _ => [],
                });
                AppendExpression(" ", (write as UpdateItemRequest)?.UpdateExpression, write.Aliases);
                AppendExpression(" if: ", write.ConditionExpression, write.Aliases);
                break;
        }
    }

    private void AppendPage(PageRequest page)
    {
        if (page.IndexName is not null)
        {
            _text.Append(" index=").Append(page.IndexName);
        }

        var query = page as QueryRequest;
        AppendExpression(" key: ", query?.KeyConditionExpression, page.Aliases);
        AppendExpression(" filter: ", page.FilterExpression, page.Aliases);
        AppendExpression(" projection: ", page.ProjectionExpression, page.Aliases);
        if (page.Limit is { } limit)
        {
            _text.Append(CultureInfo.InvariantCulture, $" limit: {limit}");
        }

        AppendWord(" desc", query is { ScanIndexForward: false });
        AppendWord(" consistent", page.ConsistentRead);
        AppendWord(" count", page.CountOnly);
        if (page is ScanRequest { TotalSegments: { } total, Segment: var segment })
        {
            _text.Append(CultureInfo.InvariantCulture, $" segment: {segment}/{total}");
        }

        AppendWord(" all attributes", page is { AllAttributes: true, CountOnly: false });

        if (page.ExclusiveStartKey is { } start)
        {
            _text.Append(" start:");
            AppendMap(start);
        }
    }

    private void AppendKeys(IReadOnlyList<ItemMap> keys)
    {
        if (!_showValues)
        {
            _text.Append(CultureInfo.InvariantCulture, $" {keys.Count} keys");
            return;
        }

        _text.Append(" [");
        for (var i = 0; i < keys.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            AppendMembers(keys[i]);
        }

        _text.Append(']');
    }

    private void AppendMap(ItemMap map)
    {
        _text.Append(' ');
        AppendMembers(map);
    }

    private void AppendMembers(ItemMap map)
    {
        _text.Append('{');
        for (var i = 0; i < map.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            AppendName(map[i].Key);
            _text.Append(": ");
            AppendValue(map[i].Value);
        }

        _text.Append('}');
    }

    private void AppendWord(string word, bool present)
        => _text.Append(present ? word : "");

    private void AppendExpression(string prefix, string? expression, ExpressionAliases? aliases)
    {
        if (expression is null)
        {
            return;
        }

        _text.Append(prefix);
        for (var i = 0; i < expression.Length;)
        {
            var start = i++;
            if (expression[start] is not ('#' or ':'))
            {
                _text.Append(expression[start]);
                continue;
            }

            while (i < expression.Length && (char.IsAsciiLetterOrDigit(expression[i]) || expression[i] == '_'))
            {
                i++;
            }

            AppendAlias(expression[start..i], aliases);
        }
    }

    private void AppendAlias(string alias, ExpressionAliases? aliases)
    {
        foreach (var (name, attribute) in aliases?.Names ?? [])
        {
            if (name == alias)
            {
                AppendName(attribute);
                return;
            }
        }

        foreach (var (name, value) in aliases?.Values ?? [])
        {
            if (name == alias)
            {
                AppendValue(value);
                return;
            }
        }

        _text.Append(alias);
    }

    /// <summary>Names that could be taken for something else are put in back quotes.</summary>
    private void AppendName(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '$'))
            {
                _text.Append('`').Append(name).Append('`');
                return;
            }
        }

        _text.Append(name);
    }

    private void AppendValue(ItemValue value)
    {
        if (!_showValues)
        {
            _text.Append('?');
            return;
        }

        switch (value.Type)
        {
            case DynamoDbAttributeType.S:
                AppendText(value.AsText());
                break;
            case DynamoDbAttributeType.N:
                _text.Append(value.AsText());
                break;
            case DynamoDbAttributeType.B:
                _text.Append("binary(").Append(Convert.ToBase64String(value.AsBinary())).Append(')');
                break;
            case DynamoDbAttributeType.Bool:
                _text.Append(value.AsBool() ? "true" : "false");
                break;
            case DynamoDbAttributeType.Null:
                _text.Append("null");
                break;
            case DynamoDbAttributeType.M:
                AppendMembers(value.AsMap());
                break;
            case DynamoDbAttributeType.L:
                AppendAll('[', value.AsList(), AppendValue, ']');
                break;
            case DynamoDbAttributeType.SS:
                AppendAll('<', value.AsTextSet(), AppendText, '>');
                break;
            case DynamoDbAttributeType.NS:
                AppendAll('<', value.AsTextSet(), number => _text.Append(number), '>');
                break;
            case DynamoDbAttributeType.BS:
                AppendAll('<', value.AsBinarySet(), bytes => _text.Append(Convert.ToBase64String(bytes)), '>');
                break;
        }
    }

    private void AppendText(string text)
        => _text.Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');

    private void AppendAll<T>(char open, IReadOnlyList<T> elements, Action<T> append, char close)
    {
        _text.Append(open);
        for (var i = 0; i < elements.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            append(elements[i]);
        }

        _text.Append(close);
    }
}
