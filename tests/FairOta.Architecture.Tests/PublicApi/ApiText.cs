using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace FairOta.Architecture.Tests.PublicApi;

/// <summary>An assembly's public API as text: a line for each type and member, sorted, for review as a diff. What the
/// compiler adds to a record is said by that word.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    /// <summary>The text, ending in a line feed; empty without public types.</summary>
    public static string Of(Assembly assembly) => string.Concat(assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(OfType)
        .Select(line => line + "\n"));

    private static IEnumerable<string> OfType(Type type)
    {
        yield return $"{Kind(type)} {TypeName.Full(type)}{Bases(type)}";
        foreach (var line in Members(type).Order(StringComparer.Ordinal))
        {
            yield return "    " + line;
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Constant(field)}");
        }

        if (IsDelegate(type))
        {
            return [Method(type.GetMethod("Invoke")!)];
        }

        return type.GetFields(Declared).Where(IsVisible).Select(Field)
            .Concat(type.GetConstructors(Declared).Where(IsVisible)
                .Select(constructor => $"{Access(constructor)}new({Parameters(constructor)})"))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible))
                .Select(Property))
            .Concat(type.GetEvents(Declared).Where(@event => IsVisible(@event.AddMethod!))
                .Select(@event => $"event {TypeName.Short(@event.EventHandlerType!)} {@event.Name}"))
            .Concat(type.GetMethods(Declared)
                .Where(method => IsVisible(method) && !IsGenerated(method)
                    && (!method.IsSpecialName || IsOperator(method))
                    && !method.Name.Contains('<', StringComparison.Ordinal))
                .Select(Method));
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => IsRecord(type) ? "record struct" : "struct",
        _ when IsDelegate(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract " + Class(type),
        { IsSealed: true } => "sealed " + Class(type),
        _ => Class(type),
    };

    private static string Class(Type type) => IsRecord(type) ? "record" : "class";

    private static bool IsRecord(Type type) => type.GetMethod(
        "PrintMembers", Declared, [typeof(System.Text.StringBuilder)]) is { } print && IsGenerated(print);

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));

    private static string Bases(Type type)
    {
        if (type.IsEnum || IsDelegate(type))
        {
            return "";
        }

        var bases = type.GetInterfaces()
            .Where(candidate => candidate.IsVisible && !(IsRecord(type) && candidate.Name == "IEquatable`1")).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases.Add(parent);
        }

        var text = string.Join(", ", bases.Select(TypeName.Short).Order(StringComparer.Ordinal));
        return text.Length == 0 ? "" : " : " + text;
    }

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {TypeName.Short(field.FieldType)} {field.Name} = {Constant(field)}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
            + $"{TypeName.Short(field.FieldType)} {field.Name}";

    private static string Constant(FieldInfo field) =>
        Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture) ?? "null";

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).Select(Accessor);
        var index = string.Join(", ", property.GetIndexParameters().Select(Parameter));
        return $"{Modifier(property.GetAccessors(true)[0])}{TypeName.Short(property.PropertyType)} {property.Name}"
            + $"{(index.Length == 0 ? "" : $"[{index}]")} {{ {string.Concat(accessors)}}}";
    }

    private static string Accessor(MethodInfo accessor)
    {
        var isInit = accessor.ReturnParameter.GetRequiredCustomModifiers()
            .Any(modifier => modifier.Name == "IsExternalInit");
        return Access(accessor) + (accessor.ReturnType != typeof(void) ? "get; " : isInit ? "init; " : "set; ");
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        return $"{Access(method)}{Modifier(method)}{TypeName.Short(method.ReturnType)} {method.Name}{generic}"
            + $"({Parameters(method)})";
    }

    private static string Modifier(MethodBase method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false } => "virtual ",
        _ => "",
    };

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passing = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        var optional = parameter.HasDefaultValue ? " = default" : "";
        return $"{passing}{TypeName.Short(parameter.ParameterType)} {parameter.Name}{optional}";
    }

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static bool IsOperator(MethodInfo method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsVisible(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);
}
