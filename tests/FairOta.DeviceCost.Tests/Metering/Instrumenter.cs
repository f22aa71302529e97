using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// Makes the code of modules report to <see cref="Meter"/>: each basic block on entry, its instructions, calls and
/// objects together; and each object, array and string that there is then.
/// </summary>
/// <remarks>
/// A call is any of call, callvirt and newobj. A block that an exception leaves early is counted whole.
/// </remarks>
internal sealed class Instrumenter
{
    private readonly List<string> _methods = [];

    /// <summary>Names of the metered methods; the place is the method's number.</summary>
    public IReadOnlyList<string> Methods => _methods;

    /// <summary>Meters every method of the module.</summary>
    public void Instrument(ModuleDefinition module)
    {
        MethodReference block = Import(module, nameof(Meter.Block));
        MethodReference array = Import(module, nameof(Meter.Array));
        MethodReference made = Import(module, nameof(Meter.Object));
        MethodReference given = Import(module, nameof(Meter.Given));
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(m => m.HasBody))
            Instrument(method, block, instruction => Report(instruction, array, made, given));
    }

    private void Instrument(
        MethodDefinition method, MethodReference block, Func<Instruction, Instruction[]> reportOf)
    {
        int number = _methods.Count;
        _methods.Add(method.DeclaringType.FullName + "." + method.Name);
        MethodBody body = method.Body;
        method.NoOptimization = true;
        body.SimplifyMacros();
        HashSet<Instruction> leaders = Leaders(body);
        Instruction[] original = [.. body.Instructions];
        ILProcessor il = body.GetILProcessor();
        Dictionary<Instruction, Instruction> entries = [];

        int start = 0;
        while (start < original.Length)
        {
            int end = start + 1;
            while (end < original.Length && !leaders.Contains(original[end]))
                end++;
            Span<Instruction> inside = original.AsSpan(start, end - start);
            Instruction entry = il.Create(OpCodes.Ldc_I4, number);
            il.InsertBefore(inside[0], entry);
            il.InsertBefore(inside[0], il.Create(OpCodes.Ldc_I4, inside.Length));
            il.InsertBefore(inside[0], il.Create(OpCodes.Ldc_I4, CallsOf(inside)));
            il.InsertBefore(inside[0], il.Create(OpCodes.Ldc_I4, ObjectBytesOf(inside)));
            il.InsertBefore(inside[0], il.Create(OpCodes.Call, block));
            entries[inside[0]] = entry;
            foreach (Instruction instruction in inside)
            {
                foreach (Instruction added in reportOf(instruction).Reverse())
                    il.InsertAfter(instruction, added);
            }

            start = end;
        }

        Redirect(body, original, entries);
        body.OptimizeMacros();
    }

    /// <summary>What tells of the object that an instruction leaves on the stack; empty where it leaves none.</summary>
    private static Instruction[] Report(
        Instruction instruction, MethodReference array, MethodReference made, MethodReference given)
    {
        Instruction copy = Instruction.Create(OpCodes.Dup);
        Instruction Number(int value) => Instruction.Create(OpCodes.Ldc_I4, value);
        switch (instruction.OpCode.Code)
        {
            case Code.Newarr:
                int elementBytes = DeviceLayout.ElementBytes((TypeReference)instruction.Operand);
                return [copy, Number(elementBytes), Instruction.Create(OpCodes.Call, array)];
            case Code.Newobj:
                TypeReference type = ((MethodReference)instruction.Operand).DeclaringType;
                int bytes = DeviceLayout.ObjectBytes(type);
                return type.IsValueType
                    ? []
                    : [copy, Number(bytes), Instruction.Create(OpCodes.Call, made)];
            case Code.Call or Code.Callvirt:
                TypeReference result = ((MethodReference)instruction.Operand).ReturnType;
                return result.IsArray || result.MetadataType == MetadataType.String
                    ? [copy, Instruction.Create(OpCodes.Call, given)]
                    : [];
            default:
                return [];
        }
    }

    /// <summary>First instructions of basic blocks.</summary>
    private static HashSet<Instruction> Leaders(MethodBody body)
    {
        HashSet<Instruction> leaders = [];
        foreach (Instruction instruction in body.Instructions)
        {
            leaders.UnionWith(TargetsOf(instruction));
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return
                or FlowControl.Throw && instruction.Next != null)
                leaders.Add(instruction.Next);
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            Instruction?[] bounds =
                [handler.TryStart, handler.TryEnd, handler.HandlerStart, handler.HandlerEnd, handler.FilterStart];
            leaders.UnionWith(bounds.OfType<Instruction>());
        }

        return leaders;
    }

    private static Instruction[] TargetsOf(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    /// <summary>What led to the first instruction of a block leads to its report.</summary>
    private static void Redirect(
        MethodBody body, Instruction[] original, Dictionary<Instruction, Instruction> entries)
    {
        foreach (Instruction instruction in original)
        {
            if (instruction.Operand is Instruction target)
                instruction.Operand = entries[target];
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = targets.Select(each => entries[each]).ToArray();
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            handler.TryStart = entries[handler.TryStart];
            handler.TryEnd = entries[handler.TryEnd];
            handler.HandlerStart = entries[handler.HandlerStart];
            handler.HandlerEnd = handler.HandlerEnd == null ? null : entries[handler.HandlerEnd];
            handler.FilterStart = handler.FilterStart == null ? null : entries[handler.FilterStart];
        }
    }

    private static int CallsOf(ReadOnlySpan<Instruction> block)
    {
        int calls = 0;
        foreach (Instruction instruction in block)
        {
            if (instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj)
                calls++;
        }

        return calls;
    }

    private static int ObjectBytesOf(ReadOnlySpan<Instruction> block)
    {
        int bytes = 0;
        foreach (Instruction instruction in block)
        {
            if (instruction.OpCode.Code == Code.Newobj)
                bytes += DeviceLayout.ObjectBytes(((MethodReference)instruction.Operand).DeclaringType);
            else if (instruction.OpCode.Code == Code.Box)
                bytes += (int)DeviceLayout.ArrayBytes(1, 12);
        }

        return bytes;
    }

    private static MethodReference Import(ModuleDefinition module, string name) =>
        module.ImportReference(typeof(Meter).GetMethod(name));
}
