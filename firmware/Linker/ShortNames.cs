using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace FairOta.Linker;

/// <summary>
/// Short names for types, fields and methods. The interpreter keeps every distinct name in flash, private ones too; so
/// names begin anew in each type. Virtual methods and what is used from outside keep theirs.
/// </summary>
internal static class ShortNames
{
    private const int Letters = 26;

    /// <summary>Renames, in the linked assemblies and in whatever refers to them.</summary>
    /// <returns>Old names by new ones.</returns>
    public static IReadOnlyDictionary<string, string> Give(DeviceSet set, string[] roots)
    {
        // Resolved by name, so before any name changes.
        List<(TypeReference Reference, TypeDefinition Type)> types = [];
        List<(MemberReference Reference, IMemberDefinition Member)> members = [];
        foreach (ModuleDefinition module in set.Linked.Concat(set.Users))
        {
            types.AddRange(module.GetTypeReferences()
                .Select(type => (type, set.Find(type)!)).Where(found => found.Item2 != null));
            members.AddRange(module.GetMemberReferences().Concat(Operands(module)).Distinct()
                .Select(member => (member, Find(set, member)!)).Where(found => found.Item2 != null));
        }

        // One count for all assemblies: the metadata processor tells a type of its own from one of another assembly by
        // the name alone.
        Dictionary<string, string> names = [];
        int number = 0;
        foreach (TypeDefinition type in set.Types.ToArray())
            Rename(type, roots, names, ref number);

        foreach (var (reference, type) in types)
        {
            reference.Name = type.Name;
            if (!type.IsNested)
                reference.Namespace = type.Namespace;
        }

        foreach (var (reference, member) in members)
            reference.Name = member.Name;
        foreach (MethodDefinition method in set.Methods.Where(method => method.HasOverrides))
            NameByInterface(method);
        return names;
    }

    private static void Rename(
        TypeDefinition type, string[] roots, Dictionary<string, string> names, ref int number)
    {
        string typeName = type.FullName;
        bool keepsName = DeviceSet.IsPublic(type, roots);
        if (!keepsName)
        {
            type.Name = Short(number++, 'A');
            type.Namespace = "";
            names[$"{type.Module.Assembly.Name.Name}: {type.FullName}"] = typeName;
        }

        HashSet<string> taken = type.Methods.Select(method => method.Name)
            .Concat(type.Fields.Select(field => field.Name)).ToHashSet();
        int next = 0;
        foreach (FieldDefinition field in type.Fields.Where(field =>
            !field.HasConstant && !field.IsRuntimeSpecialName && !DeviceSet.IsPublic(field, roots)))
            field.Name = Next(taken, ref next);
        next = 0;
        foreach (MethodDefinition method in type.Methods.Where(method => !method.IsVirtual && !method.IsConstructor
            && !method.IsRuntime && !method.IsPInvokeImpl && !DeviceSet.IsPublic(method, roots)))
        {
            string old = method.Name;
            method.Name = Next(taken, ref next);
            names[$"{type.Module.Assembly.Name.Name}: {type.FullName}.{method.Name}"] = $"{typeName}.{old}";
        }
    }

    // The interpreter finds an explicit implementation by its name alone, which holds the interface's.
    private static void NameByInterface(MethodDefinition method)
    {
        MethodReference implemented = method.Overrides[0];
        if (!method.Name.Contains('.'))
            return;
        method.Name = $"{implemented.DeclaringType.FullName.Replace('/', '.')}.{implemented.Name}";
    }

    private static string Next(HashSet<string> taken, ref int next)
    {
        string name;
        do
        {
            name = Short(next++, 'a');
        }
        while (taken.Contains(name));
        return name;
    }

    private static string Short(int number, char first) => number < Letters
        ? ((char)(first + number)).ToString()
        : Short((number / Letters) - 1, first) + (char)(first + (number % Letters));

    // Also those that inlining has made.
    private static IEnumerable<MemberReference> Operands(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let member = instruction.Operand as MemberReference
        where member is FieldReference or MethodReference && member is not IMemberDefinition
        select member;

    private static IMemberDefinition? Find(DeviceSet set, MemberReference member) => member switch
    {
        MethodReference method => set.Find(method),
        FieldReference field => set.Find(field),
        _ => throw new InvalidOperationException($"{member} is neither a method nor a field."),
    };
}
