// The root of the type system.

namespace System;

/// <summary>Base of every type.</summary>
public class Object
{
    public Object() { }
    public virtual string ToString() => throw null;
    public virtual bool Equals(object obj) => throw null;
    public static bool Equals(object objA, object objB) => throw null;
    public static bool ReferenceEquals(object objA, object objB) => throw null;
    public virtual int GetHashCode() => throw null;
    public Type GetType() => throw null;
    protected object MemberwiseClone() => throw null;
}

/// <summary>Base of every value type.</summary>
public abstract class ValueType
{
    public override bool Equals(object obj) => throw null;
}

/// <summary>Base of every enumeration.</summary>
public abstract class Enum : ValueType
{
    public override string ToString() => throw null;
}

/// <summary>Description of a type.</summary>
public abstract class Type : Reflection.MemberInfo
{
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => throw null;
    public Reflection.MethodInfo GetMethod(string name) => throw null;
}

/// <summary>Base of every delegate.</summary>
public abstract class Delegate
{
    public static Delegate Combine(Delegate a, Delegate b) => throw null;
    public static Delegate Remove(Delegate source, Delegate value) => throw null;
}

/// <summary>Base of the delegates that the compiler declares.</summary>
public abstract class MulticastDelegate : Delegate
{
}

/// <summary>Base of every attribute.</summary>
public abstract class Attribute
{
    protected Attribute() { }
}

/// <summary>What releases something when asked.</summary>
public interface IDisposable
{
    void Dispose();
}

/// <summary>What copies itself.</summary>
public interface ICloneable
{
    object Clone();
}

/// <summary>What has an order.</summary>
public interface IComparable
{
    int CompareTo(object obj);
}

/// <summary>Base of what is not copied from one domain to another.</summary>
public abstract class MarshalByRefObject
{
}
