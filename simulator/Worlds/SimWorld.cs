using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace FairOta.Simulator.Worlds;

/// <summary>
/// Actors under a virtual clock. One seed decides everything: events are taken in windows no longer than the shortest
/// way between two actors, so that nothing in a window can come from another actor's part of it. Actors therefore run
/// beside each other, and what they did is put in order afterwards: as many processors as there are come to the same
/// trace as one (conservative parallel discrete-event simulation, Chandy and Misra 1979).
/// </summary>
/// <param name="seed">Decides everything.</param>
/// <param name="beginMs">When it begins, Unix milliseconds.</param>
/// <param name="parallelism">Threads.</param>
internal sealed class SimWorld(ulong seed, long beginMs, int parallelism)
{
    /// <summary>The shortest time in which anything gets from one actor to another, in milliseconds.</summary>
    public const long LeastDelayMs = 20;

    private readonly PriorityQueue<Event, (long AtMs, long Order)> _queue = new();
    private readonly List<Actor> _active = [];
    private readonly List<Event> _own = [];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = parallelism };
    private long _order;

    /// <summary>The seed.</summary>
    public ulong Seed => seed;

    /// <summary>The time, Unix milliseconds: between two windows, when everybody has come to it.</summary>
    public long NowMs { get; private set; } = beginMs;

    /// <summary>When it began, Unix milliseconds.</summary>
    public long BeginMs { get; } = beginMs;

    /// <summary>Unix seconds.</summary>
    public long Now => NowMs / 1000;

    /// <summary>Events taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Told of everything that happens, in order, between two windows.</summary>
    public Action<Happening>? Watch { get; set; }

    /// <summary>Draws of that name.</summary>
    public SimRandom Random(string name) => new(seed, name);

    /// <summary>Plans something; to be called between two windows.</summary>
    /// <param name="atMs">When, Unix milliseconds; now, if that is past.</param>
    /// <param name="actor">To whom; null for the world itself: everybody stands still meanwhile.</param>
    /// <param name="what">What.</param>
    public void Plan(long atMs, Actor? actor, Action<Moment> what)
    {
        atMs = Math.Max(atMs, NowMs);
        _queue.Enqueue(new Event(atMs, _order, actor, what), (atMs, _order++));
    }

    /// <summary>Lets time pass until that holds or the time has come.</summary>
    /// <param name="untilMs">Unix milliseconds.</param>
    /// <param name="done">Looked at between two windows.</param>
    /// <returns>Whether it came to hold.</returns>
    public bool Run(long untilMs, Func<bool> done)
    {
        while (!done())
        {
            if (!_queue.TryPeek(out Event next, out _) || next.AtMs > untilMs)
            {
                NowMs = Math.Max(NowMs, untilMs);
                return done();
            }

            NowMs = next.AtMs;
            if (next.Actor is null) TakeOwn(_queue.Dequeue());
            else TakeWindow(next.AtMs + LeastDelayMs);
        }

        return true;
    }

    /// <summary>Something of the world's own, for which everybody stands still.</summary>
    private void TakeOwn(Event own)
    {
        Window window = new();
        own.What(new Moment(own.AtMs, null, own.AtMs, window));
        Taken++;
        Settle(window);
    }

    private void TakeWindow(long endMs)
    {
        while (_queue.TryPeek(out Event next, out _) && next.AtMs < endMs)
        {
            // What is the world's own comes between: the window ends where it begins.
            if (next.Actor is not { } actor) break;
            _queue.Dequeue();
            if (actor.Window is null)
            {
                actor.Window = new Window();
                _active.Add(actor);
            }

            actor.Window.Due.Enqueue(next.What, (next.AtMs, next.Order));
            Taken++;
        }

        if (_queue.TryPeek(out Event own, out _) && own.AtMs < endMs) endMs = own.AtMs;
        if (_active.Count == 1 || parallelism == 1) _active.ForEach(actor => Take(actor, endMs));
        else Parallel.ForEach(_active, _parallel, actor => Take(actor, endMs));
        _active.Sort((one, other) => one.Number.CompareTo(other.Number));
        Settle([.. _active.Select(actor => actor.Window!)]);
        foreach (Actor actor in _active) actor.Window = null;
        _active.Clear();
    }

    private static void Take(Actor actor, long endMs)
    {
        Window window = actor.Window!;
        while (window.Due.TryDequeue(out Action<Moment>? what, out var at))
            what(new Moment(at.AtMs, actor, endMs, window));
    }

    /// <summary>Puts what came of a window in order: by time, then by actor.</summary>
    private void Settle(params ReadOnlySpan<Window> windows)
    {
        foreach (Window window in windows)
            foreach ((_, Event sent) in window.Sent) _own.Add(sent);
        // Stable, so that what an actor sends keeps its order.
        foreach (Event sent in _own) _queue.Enqueue(sent with { Order = _order }, (sent.AtMs, _order++));
        _own.Clear();
        if (Watch is not { } watch) return;
        if (windows.Length == 1)
        {
            foreach (Happening happening in windows[0].Noted) watch(happening);
            return;
        }

        List<Happening> noted = [];
        foreach (Window window in windows) noted.AddRange(window.Noted);
        foreach (Happening happening in noted.OrderBy(each => each.AtMs)) watch(happening); // stable
    }
}
