// Collections of objects; those of the generic kind do not exist.

namespace System.Collections;

/// <summary>What can be walked.</summary>
public interface IEnumerable
{
    IEnumerator GetEnumerator();
}

/// <summary>A walk over elements.</summary>
public interface IEnumerator
{
    object Current { get; }
    bool MoveNext();
    void Reset();
}

/// <summary>A walkable number of elements.</summary>
public interface ICollection : IEnumerable
{
    int Count { get; }
    object SyncRoot { get; }
    bool IsSynchronized { get; }
    void CopyTo(Array array, int index);
}

/// <summary>Elements by position.</summary>
public interface IList : ICollection
{
    bool IsReadOnly { get; }
    bool IsFixedSize { get; }
    object this[int index] { get; set; }
    int Add(object value);
    bool Contains(object value);
    void Clear();
    int IndexOf(object value);
    void Insert(int index, object value);
    void Remove(object value);
    void RemoveAt(int index);
}

/// <summary>A list that grows.</summary>
public class ArrayList : IList, ICloneable
{
    public ArrayList() => throw null;
    public virtual int Capacity { get => throw null; set => throw null; }
    public virtual int Count => throw null;
    public virtual bool IsFixedSize => throw null;
    public virtual bool IsReadOnly => throw null;
    public virtual bool IsSynchronized => throw null;
    public virtual object SyncRoot => throw null;
    public virtual object this[int index] { get => throw null; set => throw null; }
    public virtual int Add(object value) => throw null;
    public virtual void Clear() => throw null;
    public virtual object Clone() => throw null;
    public virtual bool Contains(object value) => throw null;
    public virtual void CopyTo(Array array) => throw null;
    public virtual void CopyTo(Array array, int arrayIndex) => throw null;
    public virtual IEnumerator GetEnumerator() => throw null;
    public virtual int IndexOf(object value) => throw null;
    public virtual void Insert(int index, object value) => throw null;
    public virtual void Remove(object value) => throw null;
    public virtual void RemoveAt(int index) => throw null;
    public virtual object[] ToArray() => throw null;
    public virtual Array ToArray(Type type) => throw null;
}
