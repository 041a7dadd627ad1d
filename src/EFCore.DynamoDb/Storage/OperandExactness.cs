namespace EFCore.DynamoDb.Storage;

/// <summary>How well an attribute holds an operand that it is compared with.</summary>
internal enum OperandExactness
{
    /// <summary>As it is.</summary>
    Exact,

    /// <summary>The stored form is the next smaller value that the attribute can hold.</summary>
    RoundedDown,
}
