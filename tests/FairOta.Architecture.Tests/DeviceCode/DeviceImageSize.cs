using System.Collections.Generic;
using System.Linq;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>
/// About how many bytes an assembly takes in a device's flash: its tables as the interpreter's format lays them out
/// (<c>nanoCLR_Types.h</c>). Names that the interpreter knows by heart and padding are left aside; no
/// metadata processor has confirmed the figure.
/// </summary>
internal static class DeviceImageSize
{
    private const int HeaderBytes = 144;
    private const int AssemblyReferenceBytes = 12;
    private const int ReferenceBytes = 8;
    private const int TypeBytes = 24;
    private const int FieldBytes = 8;
    private const int MethodBytes = 16;
    private const int AttributeBytes = 8;

    /// <summary>Bytes of the whole assembly.</summary>
    public static int Of(ModuleDefinition module)
    {
        var types = module.GetTypes().ToArray();
        var fields = types.SelectMany(type => type.Fields).Where(field => !field.HasConstant).ToArray();
        var methods = types.SelectMany(type => type.Methods).ToArray();
        var attributes = types.Cast<ICustomAttributeProvider>().Concat(fields).Concat(methods)
            .Sum(provider => provider.CustomAttributes.Count);
        return HeaderBytes
            + module.AssemblyReferences.Count * AssemblyReferenceBytes
            + (module.GetTypeReferences().Count() + module.GetMemberReferences().Count()) * ReferenceBytes
            + types.Length * TypeBytes
            + fields.Length * FieldBytes
            + methods.Length * MethodBytes
            + attributes * AttributeBytes
            + Names(module, types, fields, methods).Distinct().Sum(name => Encoding.UTF8.GetByteCount(name) + 1)
            + Signatures(module, fields, methods).Distinct().Sum(signature => signature.Bytes)
            + fields.Sum(field => field.InitialValue.Length)
            + methods.Sum(DeviceCodeSize.Of);
    }

    private static IEnumerable<string> Names(
        ModuleDefinition module, TypeDefinition[] types, FieldDefinition[] fields, MethodDefinition[] methods) =>
        types.SelectMany(type => new[] { type.Name, type.Namespace })
            .Concat(module.GetTypeReferences().SelectMany(type => new[] { type.Name, type.Namespace }))
            .Concat(module.GetMemberReferences().Select(member => member.Name))
            .Concat(fields.Select(field => field.Name))
            .Concat(methods.Select(method => method.Name))
            .Concat(methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
                .Where(instruction => instruction.OpCode.Code == Code.Ldstr)
                .Select(instruction => (string)instruction.Operand));

    // Equal signatures are kept once. Each has a byte or two of its own beside its types.
    private static IEnumerable<(string Text, int Bytes)> Signatures(
        ModuleDefinition module, FieldDefinition[] fields, MethodDefinition[] methods) =>
        fields.Select(field => Signature("field", [field.FieldType]))
            .Concat(methods.Select(Signature))
            .Concat(module.GetMemberReferences().OfType<MethodReference>().Select(Signature))
            .Concat(methods.Where(method => method.HasBody && method.Body.HasVariables).Select(method =>
                Signature("locals", method.Body.Variables.Select(variable => variable.VariableType))));

    private static (string Text, int Bytes) Signature(MethodReference method) =>
        Signature("method", method.Parameters.Select(parameter => parameter.ParameterType).Prepend(method.ReturnType));

    private static (string Text, int Bytes) Signature(string kind, IEnumerable<TypeReference> types)
    {
        var all = types.ToArray();
        return ($"{kind} {string.Join(',', all.Select(type => type.FullName))}", 2 + all.Sum(Bytes));
    }

    private static int Bytes(TypeReference type) => type switch
    {
        TypeSpecification specification => 1 + Bytes(specification.ElementType),
        _ => type.IsPrimitive || type.MetadataType is MetadataType.Void or MetadataType.String or MetadataType.Object
            ? 1
            : 3,
    };
}
