using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>A type that is declared in no other type.</summary>
internal readonly record struct OuterType(string Namespace, string Name, bool IsOurs);

/// <summary>
/// Which types of an assembly use which types, read from the compiled code: what a using directive does not show (extension methods,
/// full names, var) is there too. Nested types, closures and state machines count as the type that they are in.
/// </summary>
internal sealed class TypeReferences : ISignatureTypeProvider<ValueTuple, object?>
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly HashSet<(OuterType From, OuterType To)> _found = [];
    private OuterType _from;

    private TypeReferences(MetadataReader metadata)
        => _metadata = metadata;

    public static IReadOnlyCollection<(OuterType From, OuterType To)> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var references = new TypeReferences(file.GetMetadataReader());
        references.ReadTypes(file);
        return references._found;
    }

    private void ReadTypes(PEReader file)
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            _from = Outer(handle);
            Add(type.BaseType);
            Each(type.GetInterfaceImplementations(), implementation => Add(_metadata.GetInterfaceImplementation(implementation).Interface));
            Each(type.GetCustomAttributes(), AddAttribute);
            AddConstraints(type.GetGenericParameters());
            foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
            {
                field.DecodeSignature(this, null);
                Each(field.GetCustomAttributes(), AddAttribute);
            }

            foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
            {
                method.DecodeSignature(this, null);
                AddConstraints(method.GetGenericParameters());
                Each(method.GetCustomAttributes(), AddAttribute);
                if (method.RelativeVirtualAddress != 0)
                {
                    ReadBody(file.GetMethodBody(method.RelativeVirtualAddress));
                }
            }
        }
    }

    private void ReadBody(MethodBodyBlock body)
    {
        Add(body.LocalSignature);
        Each(body.ExceptionRegions, region => Add(region.CatchType));
        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE)
            {
                value = (value << 8) | code.ReadByte();
            }

            switch (Operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig:
                    Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.InlineBrTarget or OperandType.InlineI or OperandType.InlineString or OperandType.ShortInlineR:
                    code.Offset += 4;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    throw new InvalidOperationException($"Unknown operand type of IL code {value:x}.");
            }
        }
    }

    private void AddConstraints(GenericParameterHandleCollection parameters)
        => Each(
            parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()),
            constraint => Add(_metadata.GetGenericParameterConstraint(constraint).Type));

    private void AddAttribute(CustomAttributeHandle attribute)
        => Add(_metadata.GetCustomAttribute(attribute).Constructor);

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Found(Outer((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                Found(Outer((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(specification.Method);
                specification.DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    member.DecodeFieldSignature(this, null);
                }
                else
                {
                    member.DecodeMethodSignature(this, null);
                }

                break;
            case HandleKind.StandaloneSignature:
                var signature = _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                {
                    signature.DecodeLocalSignature(this, null);
                }
                else
                {
                    signature.DecodeMethodSignature(this, null);
                }

                break;
            default:
                throw new InvalidOperationException($"Unknown kind of reference {handle.Kind}.");
        }
    }

    private void Found(OuterType type)
        => _found.Add((_from, type));

    private OuterType Outer(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return new OuterType(_metadata.GetString(type.Namespace), Name(type.Name), IsOurs: true);
    }

    private OuterType Outer(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return new OuterType(_metadata.GetString(type.Namespace), Name(type.Name), IsOurs: false);
    }

    private string Name(StringHandle name)
        => _metadata.GetString(name).Split('`')[0];

    private static void Each<T>(IEnumerable<T> elements, Action<T> action)
    {
        foreach (var element in elements)
        {
            action(element);
        }
    }

    // Decoding a signature visits every type in it; that is all it is for.
    ValueTuple ISimpleTypeProvider<ValueTuple>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Add(handle);
        return default;
    }

    ValueTuple ISimpleTypeProvider<ValueTuple>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        Add(handle);
        return default;
    }

    ValueTuple ISignatureTypeProvider<ValueTuple, object?>.GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind)
    {
        Add(handle);
        return default;
    }

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetArrayType(ValueTuple elementType, ArrayShape shape) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetByReferenceType(ValueTuple elementType) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, object?>.GetFunctionPointerType(MethodSignature<ValueTuple> signature) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetGenericInstantiation(ValueTuple genericType, ImmutableArray<ValueTuple> typeArguments)
        => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, object?>.GetGenericMethodParameter(object? genericContext, int index) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, object?>.GetGenericTypeParameter(object? genericContext, int index) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, object?>.GetModifiedType(ValueTuple modifier, ValueTuple unmodifiedType, bool isRequired)
        => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, object?>.GetPinnedType(ValueTuple elementType) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetPointerType(ValueTuple elementType) => default;

    ValueTuple ISimpleTypeProvider<ValueTuple>.GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    ValueTuple ISZArrayTypeProvider<ValueTuple>.GetSZArrayType(ValueTuple elementType) => default;
}
