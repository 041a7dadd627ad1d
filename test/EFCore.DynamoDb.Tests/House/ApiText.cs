using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace EFCore.DynamoDb.Tests.House;

/// <summary>
/// The public and protected members of an assembly, one line each, with what the source of a caller or of a derived class depends on: types,
/// parameter names and defaults, nullability, constraints, modifiers.
/// </summary>
internal sealed class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    public static IReadOnlyList<string> Of(Assembly assembly)
        => Lines(assembly.GetExportedTypes());

    public static IReadOnlyList<string> Lines(IEnumerable<Type> types)
    {
        var text = new ApiText();
        return [.. types.SelectMany(text.Lines).Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Lines(Type type)
    {
        yield return Declaration(type);
        if (type.IsAssignableTo(typeof(Delegate)))
        {
            yield break;
        }

        var name = FullName(type);
        foreach (var member in type.GetMembers(Declared))
        {
            var line = member switch
            {
                FieldInfo field when IsVisible(field.IsPublic, field.IsFamily || field.IsFamilyOrAssembly, type) && !field.IsSpecialName => Field(name, field),
                ConstructorInfo constructor when IsVisible(constructor, type) => $"{name}..ctor({Parameters(constructor)}){Modifiers(constructor)}",
                MethodInfo method when IsVisible(method, type) && IsCallable(method) => Method(name, method),
                PropertyInfo property when Accessors(property, type) is { Length: > 0 } accessors => Property(name, property, accessors),
                EventInfo @event when IsVisible(@event.AddMethod!, type)
                    => $"{name}.{@event.Name} -> event {TypeOf(_nullability.Create(@event))}{Modifiers(@event.AddMethod!)}",
                _ => null,
            };
            if (line is not null)
            {
                yield return line;
            }
        }
    }

    private static string Declaration(Type type)
    {
        var kind = type.IsEnum ? $"enum({Name(Enum.GetUnderlyingType(type))})"
            : type.IsInterface ? "interface"
            : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct")
            : type.IsAssignableTo(typeof(Delegate)) ? "delegate " + type.GetMethod("Invoke")!
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = type.IsEnum || type.IsAssignableTo(typeof(Delegate)) ? [] : type.GetInterfaces().Where(@interface => @interface.IsVisible).Select(Name)
            .Order(StringComparer.Ordinal).Prepend(type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? Name(parent) : null)
            .OfType<string>().ToList();
        return $"{FullName(type)} = {kind}{(bases.Count > 0 ? " : " : "")}{string.Join(", ", bases)}{Constraints(type.GetGenericArguments())}";
    }

    private string Field(string type, FieldInfo field)
        => field.IsLiteral
            ? $"{type}.{field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)}"
            : $"{type}.{field.Name} -> {TypeOf(_nullability.Create(field))}{(field.IsStatic ? " [static]" : "")}{(field.IsInitOnly ? " [readonly]" : "")}";

    private string Method(string type, MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        var result = method.ReturnType == typeof(void) ? "void" : TypeOf(_nullability.Create(method.ReturnParameter));
        return $"{type}.{method.Name}{generic}({Parameters(method)}) -> {result}"
            + Constraints(method.IsGenericMethod ? method.GetGenericArguments() : []) + Modifiers(method);
    }

    private string Property(string type, PropertyInfo property, string[] accessors)
    {
        var parameters = property.GetIndexParameters();
        var index = parameters.Length > 0 ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? " [required]" : "";
        return $"{type}.{property.Name}{index} {{ {string.Join(" ", accessors)} }} -> {TypeOf(_nullability.Create(property))}"
            + Overriding((property.GetMethod ?? property.SetMethod)!) + required;
    }

    private static string[] Accessors(PropertyInfo property, Type type)
        =>
        [
            .. new[] { (Verb: "get;", Method: property.GetMethod), (Verb: IsInit(property) ? "init;" : "set;", Method: property.SetMethod) }
                .Where(accessor => accessor.Method is not null && IsVisible(accessor.Method, type))
                .Select(accessor => (accessor.Method!.IsPublic ? "" : "protected ") + accessor.Verb),
        ];

    private static bool IsInit(PropertyInfo property)
        => property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    // Accessors are told with their property; what the compiler makes for records is told by the type's interfaces.
    private static bool IsCallable(MethodInfo method)
        => (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsVisible(MethodBase method, Type type)
        => IsVisible(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly, type);

    private static bool IsVisible(bool isPublic, bool isProtected, Type type)
        => isPublic || (isProtected && !type.IsSealed);

    private static string Modifiers(MethodBase method)
        => (method.IsPublic ? "" : " [protected]") + (method is MethodInfo callable ? Overriding(callable) : "");

    private static string Overriding(MethodInfo method)
        => method.IsStatic ? (method.IsAbstract ? " [static abstract]" : " [static]")
            : method.DeclaringType!.IsInterface ? (method.IsAbstract ? "" : " [default]")
            : method.IsAbstract ? " [abstract]"
            : method.GetBaseDefinition() != method ? (method.IsFinal ? " [sealed override]" : " [override]")
            : method is { IsVirtual: true, IsFinal: false } ? " [virtual]"
            : "";

    private string Parameters(MethodBase method)
        => (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private string Parameter(ParameterInfo parameter)
    {
        var passing = parameter.IsOut ? "out "
            : parameter.IsIn ? "in "
            : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : "";
        var @default = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{passing}{TypeOf(_nullability.Create(parameter))} {parameter.Name}{@default}";
    }

    private static string Constraints(Type[] parameters)
    {
        var text = new StringBuilder();
        foreach (var parameter in parameters.Where(parameter => parameter.IsGenericParameter))
        {
            var attributes = parameter.GenericParameterAttributes;
            var constraints = parameter.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType)).Select(Name).ToList();
            if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            {
                constraints.Insert(0, "struct");
            }
            else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                constraints.Insert(0, "class");
            }

            if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)
                && !attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            {
                constraints.Add("new()");
            }

            if (constraints.Count > 0)
            {
                text.Append(" where ").Append(parameter.Name).Append(" : ").AppendJoin(", ", constraints);
            }
        }

        return text.ToString();
    }

    /// <summary>A type with the question marks of its nullable references, however deep they are.</summary>
    private static string TypeOf(NullabilityInfo nullability)
    {
        var type = nullability.Type.IsByRef ? nullability.Type.GetElementType()! : nullability.Type;
        // A type parameter without constraint may always be null; it says nothing by itself.
        var mark = nullability.ReadState == NullabilityState.Nullable && !type.IsValueType
            && (!type.IsGenericParameter || type.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) ? "?" : "";
        if (nullability.ElementType is { } element)
        {
            return $"{TypeOf(element)}[]{mark}";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        return nullability.GenericTypeArguments is { Length: > 0 } arguments
            ? $"{NameWithoutArguments(type)}<{string.Join(", ", arguments.Select(TypeOf))}>{mark}"
            : Name(type) + mark;
    }

    private static string Name(Type type)
        => type.IsGenericParameter ? type.Name
            : type.IsByRef ? Name(type.GetElementType()!)
            : type.IsArray ? Name(type.GetElementType()!) + "[]"
            : Nullable.GetUnderlyingType(type) is { } value ? Name(value) + "?"
            : type.IsGenericType ? $"{NameWithoutArguments(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : NameWithoutArguments(type);

    private static string NameWithoutArguments(Type type)
        => type == typeof(string) ? "string"
            : type == typeof(object) ? "object"
            : type == typeof(bool) ? "bool"
            : type == typeof(int) ? "int"
            : type == typeof(long) ? "long"
            : $"{(type.DeclaringType is { } outer ? NameWithoutArguments(outer) + "." : "")}{type.Name.Split('`')[0]}";

    private static string FullName(Type type)
        => $"{type.Namespace}.{Name(type)}";

    private static string Literal(object? value, Type type)
        => value switch
        {
            null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
