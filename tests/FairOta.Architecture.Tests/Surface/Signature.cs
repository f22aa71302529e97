using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mono.Cecil;

namespace FairOta.Architecture.Tests.Surface;

/// <summary>The signatures that others see of an assembly, one line each.</summary>
internal static class Signature
{
    /// <summary>Every type and member that is public, or protected in a type that is.</summary>
    public static IEnumerable<string> Of(ModuleDefinition module) =>
        module.GetTypes().Where(IsVisible).SelectMany(type => Members(type).Prepend(Of(type)));

    private static IEnumerable<string> Members(TypeDefinition type)
    {
        // A delegate is its Invoke; the rest of it is the runtime's.
        if (type.BaseType?.FullName == "System.MulticastDelegate")
        {
            return [Of(type.Methods.Single(method => method.Name == "Invoke"))];
        }

        return type.Fields.Where(field => (field.IsPublic || field.IsFamily) && !field.IsRuntimeSpecialName).Select(Of)
            .Concat(type.Methods.Where(method => method.IsPublic || method.IsFamily).Select(Of));
    }

    private static bool IsVisible(TypeDefinition type) =>
        type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType));

    private static string Of(TypeDefinition type)
    {
        var kind = type.IsInterface ? "interface"
            : type.IsEnum ? "enum"
            : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var above = type.BaseType == null || type.IsEnum || type.IsValueType ? [] : new[] { Name(type.BaseType) };
        var all = above.Where(name => name != "object")
            .Concat(type.Interfaces.Select(implemented => Name(implemented.InterfaceType))).ToArray();
        return $"{kind} {Name(type)}{(all.Length == 0 ? "" : " : " + string.Join(", ", all))}";
    }

    private static string Of(FieldDefinition field)
    {
        var kind = field.HasConstant ? "const " : field.IsStatic ? "static " : "";
        var value = field.HasConstant
            ? " = " + string.Format(CultureInfo.InvariantCulture, "{0}", field.Constant)
            : "";
        return $"{kind}{Name(field.FieldType)} {Name(field.DeclaringType)}.{field.Name}{value}";
    }

    private static string Of(MethodDefinition method)
    {
        var kind = method.IsFamily ? "protected " : "";
        kind += method.IsStatic ? "static "
            : method.DeclaringType.IsInterface ? ""
            : method.IsAbstract ? "abstract "
            : method.IsVirtual && !method.IsNewSlot ? "override "
            : method.IsVirtual && !method.IsFinal ? "virtual "
            : "";
        var result = method.IsConstructor ? "" : Name(method.ReturnType) + " ";
        var name = method.IsConstructor ? "new" : method.Name;
        var parameters = method.Parameters.Select(parameter =>
            (parameter.IsOut ? "out " : parameter.ParameterType.IsByReference ? "ref " : "")
            + Name(parameter.ParameterType));
        return $"{kind}{result}{Name(method.DeclaringType)}.{name}({string.Join(", ", parameters)})";
    }

    private static string Name(TypeReference type) => type switch
    {
        ByReferenceType reference => Name(reference.ElementType),
        ArrayType array => Name(array.ElementType) + "[]",
        RequiredModifierType modified => Name(modified.ElementType),
        _ => type.FullName switch
        {
            "System.Void" => "void",
            "System.Object" => "object",
            "System.String" => "string",
            "System.Boolean" => "bool",
            "System.Char" => "char",
            "System.SByte" => "sbyte",
            "System.Byte" => "byte",
            "System.Int16" => "short",
            "System.UInt16" => "ushort",
            "System.Int32" => "int",
            "System.UInt32" => "uint",
            "System.Int64" => "long",
            "System.UInt64" => "ulong",
            "System.Single" => "float",
            "System.Double" => "double",
            var name => name.Replace('/', '.'),
        },
    };
}
