using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Linker;

/// <summary>
/// Instance methods that only read or write a field of their own object: each call of one becomes the access itself,
/// which faults on null just as the call would, and the method goes. On an interpreter a call costs some ten
/// instructions, and in flash a method has 16 bytes beside its code and name.
/// </summary>
internal static class Accessors
{
    private static readonly Code[] Getter = [Code.Ldarg_0, Code.Ldfld, Code.Ret];
    private static readonly Code[] Setter = [Code.Ldarg_0, Code.Ldarg_1, Code.Stfld, Code.Ret];

    /// <summary>Inlines them in the whole set, but for those used from outside.</summary>
    public static void Inline(DeviceSet set, string[] roots)
    {
        Dictionary<MethodDefinition, Instruction> accesses = [];
        foreach (MethodDefinition method in set.Methods.Where(method => !DeviceSet.IsPublic(method, roots)))
        {
            if (Access(method) is { } access)
                accesses[method] = access;
        }

        foreach (MethodDefinition used in set.Users.SelectMany(user => user.GetMemberReferences())
            .OfType<MethodReference>().Select(set.Find).OfType<MethodDefinition>())
            accesses.Remove(used);
        foreach (Instruction loaded in Instructions(set))
        {
            if (loaded.OpCode.Code is Code.Ldftn or Code.Ldvirtftn
                && set.Find((MethodReference)loaded.Operand) is { } method)
                accesses.Remove(method);
        }

        foreach (MethodDefinition caller in set.Methods.Where(method => method.HasBody))
        {
            foreach (Instruction call in caller.Body.Instructions)
            {
                if (call.OpCode.Code is Code.Call or Code.Callvirt
                    && set.Find((MethodReference)call.Operand) is { } callee
                    && accesses.TryGetValue(callee, out Instruction? access))
                    Replace(call, access, caller.Module);
            }
        }

        foreach (MethodDefinition method in accesses.Keys)
        {
            TypeDefinition type = method.DeclaringType;
            type.Methods.Remove(method);
            RemoveEmptyProperties(type);
        }
    }

    /// <summary>Takes properties out of the metadata whose accessors are gone.</summary>
    public static void RemoveEmptyProperties(TypeDefinition type)
    {
        foreach (PropertyDefinition property in type.Properties.ToArray())
        {
            if (property.GetMethod != null && !type.Methods.Contains(property.GetMethod))
                property.GetMethod = null;
            if (property.SetMethod != null && !type.Methods.Contains(property.SetMethod))
                property.SetMethod = null;
            if (property.GetMethod == null && property.SetMethod == null)
                type.Properties.Remove(property);
        }
    }

    /// <summary>The instruction that a method consists of, or null if it does anything else.</summary>
    private static Instruction? Access(MethodDefinition method)
    {
        if (!method.HasBody || method.IsStatic || method.IsVirtual || method.IsConstructor)
            return null;
        IEnumerable<Code> codes = method.Body.Instructions.Select(instruction => instruction.OpCode.Code);
        Instruction? access = codes.SequenceEqual(Getter) && method.Parameters.Count == 0
            ? method.Body.Instructions[1]
            : codes.SequenceEqual(Setter) && method.Parameters.Count == 1 ? method.Body.Instructions[2] : null;
        return access?.Operand is FieldReference field
            && field.DeclaringType == method.DeclaringType && field.FieldType.FullName == Accessed(method).FullName
            ? access
            : null;
    }

    // A field of a narrower type than its accessor would be looked for under the wrong one from another assembly.
    private static TypeReference Accessed(MethodReference method) =>
        method.Parameters.Count == 0 ? method.ReturnType : method.Parameters[0].ParameterType;

    private static void Replace(Instruction call, Instruction access, ModuleDefinition caller)
    {
        FieldDefinition field = ((FieldReference)access.Operand).Resolve();

        // Its class is as visible as the accessor was to whoever called that.
        field.IsPublic = true;
        field.IsInitOnly = false;
        // Built of what the call refers to: anything imported would be one reference more to the same thing.
        MethodReference called = (MethodReference)call.Operand;
        call.OpCode = access.OpCode;
        call.Operand = field.Module == caller
            ? field
            : new FieldReference(field.Name, Accessed(called), called.DeclaringType);
    }

    private static IEnumerable<Instruction> Instructions(DeviceSet set) =>
        set.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions);
}
