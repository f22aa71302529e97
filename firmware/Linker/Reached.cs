using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FairOta.Linker;

/// <summary>
/// What runs, found by walking from the roots: an entry point, the public members of root assemblies, and what
/// users refer to. Instance fields stay with their type; of the virtual methods that it has or inherits those stay that
/// override or implement what is called or what is not ours.
/// </summary>
internal sealed class Reached
{
    private readonly DeviceSet _set;
    private readonly HashSet<TypeDefinition> _types = [];
    private readonly HashSet<FieldDefinition> _fields = [];
    private readonly HashSet<MethodDefinition> _methods = [];
    private readonly Queue<MethodDefinition> _waiting = [];

    private Reached(DeviceSet set) => _set = set;

    /// <summary>Removes every type, method and static field that is not reached.</summary>
    public static void KeepOnly(DeviceSet set, string[] roots)
    {
        Reached reached = new(set);
        reached.AddRoots(roots);
        reached.Walk();
        foreach (ModuleDefinition module in set.Linked)
            reached.Sweep(module.Types);
    }

    private void AddRoots(string[] roots)
    {
        foreach (ModuleDefinition module in _set.Linked.Where(module => module.EntryPoint != null))
            Add(module.EntryPoint);
        foreach (TypeDefinition type in _set.Types.Where(type => DeviceSet.IsPublic(type, roots)))
        {
            Add(type);
            foreach (MethodDefinition method in type.Methods.Where(method => DeviceSet.IsPublic(method, roots)))
                Add(method);
            foreach (FieldDefinition field in type.Fields.Where(field => DeviceSet.IsPublic(field, roots)))
                Add(field);
        }

        foreach (ModuleDefinition user in _set.Users)
        {
            foreach (TypeReference type in user.GetTypeReferences())
                Add(type);
            foreach (MemberReference member in user.GetMemberReferences())
                AddOperand(member);
        }
    }

    private void Walk()
    {
        do
        {
            while (_waiting.TryDequeue(out MethodDefinition? method))
                Visit(method);
            foreach (MethodDefinition method in _types.SelectMany(Overriding).ToArray())
                Add(method);
        }
        while (_waiting.Count > 0);
    }

    private void Visit(MethodDefinition method)
    {
        Add(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
            Add(parameter.ParameterType);
        if (!method.HasBody)
            return;
        foreach (VariableDefinition variable in method.Body.Variables)
            Add(variable.VariableType);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
            Add(handler.CatchType);
        foreach (Instruction instruction in method.Body.Instructions)
            AddOperand(instruction.Operand);
    }

    private void AddOperand(object? operand)
    {
        if (operand is TypeReference type)
            Add(type);
        else if (operand is FieldReference field && _set.Find(field) is { } foundField)
            Add(foundField);
        else if (operand is MethodReference method && _set.Find(method) is { } foundMethod)
            Add(foundMethod);
    }

    private void Add(TypeReference? reference)
    {
        if (_set.Find(reference) is not { } type || !_types.Add(type))
            return;
        Add(type.DeclaringType);
        Add(type.BaseType);
        foreach (InterfaceImplementation implemented in type.Interfaces)
            Add(implemented.InterfaceType);
        foreach (FieldDefinition field in type.Fields.Where(field => !field.IsStatic || type.IsEnum))
            Add(field);
        foreach (MethodDefinition method in type.Methods.Where(method => method.IsConstructor && method.IsStatic))
            Add(method);

        // The interpreter makes a delegate's constructor and Invoke.
        foreach (MethodDefinition method in type.Methods.Where(method => method.IsRuntime))
            Add(method);
    }

    private void Add(FieldDefinition field)
    {
        if (!_fields.Add(field))
            return;
        Add(field.DeclaringType);
        Add(field.FieldType);
    }

    private void Add(MethodDefinition method)
    {
        if (!_methods.Add(method))
            return;
        Add(method.DeclaringType);
        _waiting.Enqueue(method);
    }

    // A base class may implement an interface that only the derived one names.
    private IEnumerable<MethodDefinition> Overriding(TypeDefinition type)
    {
        MethodDefinition[] needed = Bases(type).SelectMany(other => other.Methods)
            .Where(other => other.IsVirtual && (_methods.Contains(other) || !_set.Linked.Contains(other.Module)))
            .ToArray();
        for (TypeDefinition? own = type; own != null; own = _set.Find(own.BaseType))
        {
            foreach (MethodDefinition method in own.Methods.Where(method =>
                method.IsVirtual && !_methods.Contains(method) && needed.Any(other => Implements(method, other))))
                yield return method;
        }
    }

    private static bool Implements(MethodDefinition method, MethodDefinition other) =>
        method.Parameters.Count == other.Parameters.Count
        && (method.Name == other.Name || method.Overrides.Any(named => named.Resolve() == other));

    private static IEnumerable<TypeDefinition> Bases(TypeDefinition type)
    {
        IEnumerable<TypeReference> direct = type.Interfaces.Select(implemented => implemented.InterfaceType);
        foreach (TypeReference reference in type.BaseType == null ? direct : direct.Append(type.BaseType))
        {
            TypeDefinition definition = reference.Resolve();
            yield return definition;
            foreach (TypeDefinition further in Bases(definition))
                yield return further;
        }
    }

    private void Sweep(IList<TypeDefinition> types)
    {
        Remove(types, type => !_types.Contains(type) && type.Name != "<Module>");
        foreach (TypeDefinition type in types)
        {
            Remove(type.Methods, method => !_methods.Contains(method));
            Remove(type.Fields, field => field.IsStatic && !_fields.Contains(field));
            Accessors.RemoveEmptyProperties(type);
            Sweep(type.NestedTypes);
        }
    }

    private static void Remove<T>(IList<T> items, Func<T, bool> isUnused)
    {
        for (int i = items.Count - 1; i >= 0; i--)
        {
            if (isUnused(items[i]))
                items.RemoveAt(i);
        }
    }
}
