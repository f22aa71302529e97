using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>Every type that a module's definitions and code mention.</summary>
internal static class UsedTypes
{
    /// <summary>The types mentioned and where, each with the types it is made of.</summary>
    public static IEnumerable<(string Where, TypeReference Type)> In(ModuleDefinition module) =>
        from type in module.GetTypes()
        from mention in OfType(type)
        from part in Parts(mention.Type)
        select (mention.Where, part);

    private static IEnumerable<(string Where, TypeReference Type)> OfType(TypeDefinition type)
    {
        var own = type.Interfaces.Select(implementation => implementation.InterfaceType)
            .Concat(type.Fields.Select(field => field.FieldType))
            .Concat(type.Properties.Select(property => property.PropertyType))
            .Concat(type.Events.Select(@event => @event.EventType));
        if (type.BaseType != null)
        {
            own = own.Append(type.BaseType);
        }

        return own.Select(used => (type.FullName, used))
            .Concat(type.Methods.SelectMany(method => OfMethod(method).Select(used => (method.FullName, used))));
    }

    private static IEnumerable<TypeReference> OfMethod(MethodDefinition method)
    {
        var signature = OfSignature(method);
        return !method.HasBody
            ? signature
            : signature
                .Concat(method.Body.Variables.Select(variable => variable.VariableType))
                .Concat(method.Body.ExceptionHandlers.Select(handler => handler.CatchType).OfType<TypeReference>())
                .Concat(method.Body.Instructions.SelectMany(OfOperand));
    }

    private static IEnumerable<TypeReference> OfSignature(IMethodSignature method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);

    private static IEnumerable<TypeReference> OfOperand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method => OfSignature(method).Append(method.DeclaringType),
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type)
    {
        yield return type;
        if (type is TypeSpecification specification)
        {
            foreach (var part in Parts(specification.ElementType))
            {
                yield return part;
            }
        }
    }
}
