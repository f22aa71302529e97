using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>What the interpreter of nanoFramework v1 cannot run, as rules over a compiled module.</summary>
internal static class DeviceRules
{
    // The interpreter's own list of instructions that it refuses (Interpreter.cpp, "Unsupported opcodes").
    private static readonly HashSet<Code> Refused =
    [
        Code.Arglist, Code.Calli, Code.Ckfinite, Code.Cpblk, Code.Initblk, Code.Jmp, Code.Localloc,
        Code.Mkrefany, Code.Readonly, Code.Refanytype, Code.Refanyval,
    ];

    private static readonly Func<ModuleDefinition, IEnumerable<string>>[] Rules =
    [
        Generics, ArrayRanks, Pointers, Filters, Opcodes, Missing, Handlers, StateMachines, LargeArrays,
        StaticConstructors, Counts, Totals,
    ];

    /// <summary>Every breach, as "rule: where: what"; empty for a module that can run.</summary>
    public static IReadOnlyList<string> Violations(ModuleDefinition module) =>
        Rules.SelectMany(rule => rule(module)).Distinct().ToArray();

    private static IEnumerable<string> Generics(ModuleDefinition module)
    {
        foreach (var type in module.GetTypes().Where(type => type.HasGenericParameters))
        {
            yield return $"generics: {type}: a generic type";
        }

        foreach (var method in Methods(module).Where(method => method.HasGenericParameters))
        {
            yield return $"generics: {method}: a generic method";
        }

        foreach (var (where, instruction) in Instructions(module))
        {
            if (instruction.Operand is GenericInstanceMethod)
            {
                yield return $"generics: {where}: {instruction.Operand}";
            }
        }

        foreach (var (where, type) in UsedTypes.In(module))
        {
            if (type.IsGenericInstance || type.IsGenericParameter)
            {
                yield return $"generics: {where}: {type}";
            }
        }
    }

    private static IEnumerable<string> ArrayRanks(ModuleDefinition module) =>
        from used in UsedTypes.In(module)
        where used.Type is ArrayType { Rank: > 1 }
        select $"array-rank: {used.Where}: {used.Type}";

    private static IEnumerable<string> Pointers(ModuleDefinition module) =>
        from used in UsedTypes.In(module)
        where used.Type is PointerType or FunctionPointerType
        select $"pointer: {used.Where}: {used.Type}";

    private static IEnumerable<string> Filters(ModuleDefinition module) =>
        from method in Bodies(module)
        where method.Body.ExceptionHandlers.Any(handler => handler.HandlerType == ExceptionHandlerType.Filter)
        select $"filter: {method}: catches by a condition";

    private static IEnumerable<string> Opcodes(ModuleDefinition module) =>
        from found in Instructions(module)
        where Refused.Contains(found.Instruction.OpCode.Code)
        select $"opcode: {found.Where}: {found.Instruction.OpCode}";

    private static IEnumerable<string> Missing(ModuleDefinition module)
    {
        foreach (var type in module.GetTypeReferences().Where(type => !Exists(type.Resolve)))
        {
            yield return $"missing: {module.Name}: type {type}";
        }

        foreach (var member in module.GetMemberReferences())
        {
            Func<IMemberDefinition?> resolve = member is FieldReference field
                ? field.Resolve
                : ((MethodReference)member).Resolve;

            // The constructor and accessors of an array of several dimensions belong to no type.
            if (member.DeclaringType is not ArrayType && !Exists(resolve))
            {
                yield return $"missing: {module.Name}: member {member}";
            }
        }
    }

    private static IEnumerable<string> Handlers(ModuleDefinition module) =>
        from type in module.GetTypes().Concat(module.GetTypeReferences())
        where type.Name.Contains("InterpolatedStringHandler", StringComparison.Ordinal)
        select $"interpolation: {module.Name}: {type}";

    private static IEnumerable<string> StateMachines(ModuleDefinition module)
    {
        // The compiler names the machine of method M "<M>d__0"; source code cannot.
        foreach (var type in module.GetTypes())
        {
            if (type.Name.StartsWith('<') && type.Name.Contains(">d", StringComparison.Ordinal))
            {
                yield return $"state-machine: {type}: an iterator or async method";
            }
        }
    }

    private static IEnumerable<string> LargeArrays(ModuleDefinition module)
    {
        foreach (var field in module.GetTypes().SelectMany(type => type.Fields))
        {
            if (field.InitialValue.Length > DeviceLimits.ArrayBytes)
            {
                yield return $"large-array: {field}: {field.InitialValue.Length} bytes of constants";
            }
        }

        foreach (var (where, instruction) in Instructions(module))
        {
            if (instruction.OpCode.Code == Code.Newarr
                && (long)ConstantBefore(instruction) * ElementBytes((TypeReference)instruction.Operand)
                    > DeviceLimits.ArrayBytes)
            {
                yield return $"large-array: {where}: {ConstantBefore(instruction)} of {instruction.Operand}";
            }
        }
    }

    private static IEnumerable<string> StaticConstructors(ModuleDefinition module)
    {
        foreach (var method in Bodies(module).Where(method => method.IsConstructor && method.IsStatic))
        {
            if (method.Body.Instructions.Count > DeviceLimits.StaticConstructorInstructions)
            {
                yield return $"static-constructor: {method}: {method.Body.Instructions.Count} instructions";
            }

            if (method.Body.Instructions.Any(step => step.Operand is Instruction target && target.Offset < step.Offset))
            {
                yield return $"static-constructor: {method}: a loop";
            }
        }
    }

    private static IEnumerable<string> Counts(ModuleDefinition module)
    {
        foreach (var method in Methods(module))
        {
            if (method.Parameters.Count + (method.HasThis ? 1 : 0) > DeviceLimits.Locals)
            {
                yield return $"count: {method}: {method.Parameters.Count} arguments";
            }

            if (method.HasBody && method.Body.Variables.Count > DeviceLimits.Locals)
            {
                yield return $"count: {method}: {method.Body.Variables.Count} locals";
            }

            if (method.HasBody && method.Body.MaxStackSize > DeviceLimits.StackValues)
            {
                yield return $"count: {method}: {method.Body.MaxStackSize} values on the stack";
            }
        }

        foreach (var (where, instruction) in Instructions(module))
        {
            if (instruction.Operand is Instruction[] targets && targets.Length > DeviceLimits.SwitchTargets)
            {
                yield return $"count: {where}: {targets.Length} targets of a switch";
            }
        }
    }

    private static IEnumerable<string> Totals(ModuleDefinition module)
    {
        var code = Methods(module).Sum(DeviceCodeSize.Of);
        if (code > DeviceLimits.CodeBytes)
        {
            yield return $"total: {module.Name}: {code} bytes of code";
        }

        var constants = module.GetTypes().SelectMany(type => type.Fields).Sum(field => field.InitialValue.Length);
        if (constants > DeviceLimits.ConstantBytes)
        {
            yield return $"total: {module.Name}: {constants} bytes of constants";
        }
    }

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods);

    private static IEnumerable<MethodDefinition> Bodies(ModuleDefinition module) =>
        Methods(module).Where(method => method.HasBody);

    private static IEnumerable<(MethodDefinition Where, Instruction Instruction)> Instructions(
        ModuleDefinition module) =>
        Bodies(module).SelectMany(method => method.Body.Instructions.Select(instruction => (method, instruction)));

    private static bool Exists(Func<IMemberDefinition?> resolve)
    {
        try
        {
            return resolve() != null;
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }

    private static int ConstantBefore(Instruction instruction) =>
        instruction.Previous is { } previous && previous.OpCode.Code is Code.Ldc_I4 ? (int)previous.Operand : 0;

    private static int ElementBytes(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Boolean or MetadataType.Byte or MetadataType.SByte => 1,
        MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16 => 2,
        MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Double => 8,
        _ => 4,
    };
}
