using System;
using System.Collections.Generic;

namespace FairOta.Simulator.Worlds;

/// <summary>Somebody in a world: what happens to it changes nothing but itself, and reaches others only as messages
/// that take time. That is what lets a world run its actors beside each other and come to the same end.</summary>
/// <param name="number">Orders actors; unique in their world.</param>
/// <param name="random">Its own draws.</param>
internal abstract class Actor(int number, SimRandom random)
{
    /// <summary>Orders actors; unique in their world.</summary>
    public int Number { get; } = number;

    /// <summary>Its own draws; nobody else may draw from them.</summary>
    public SimRandom Random { get; } = random;

    /// <summary>What waits for it in the present window; used by the world alone.</summary>
    internal Window? Window { get; set; }
}

/// <summary>Something that is to happen.</summary>
/// <param name="AtMs">When, in milliseconds of the world.</param>
/// <param name="Order">Tells apart what happens at the same time.</param>
/// <param name="Actor">To whom; null for the world itself, which then stands still for everybody.</param>
/// <param name="What">What.</param>
internal readonly record struct Event(long AtMs, long Order, Actor? Actor, Action<Moment> What);

/// <summary>What came of an actor's part of a window, in the order in which it came.</summary>
internal sealed class Window
{
    private long _planned = long.MaxValue / 2;

    /// <summary>What is to happen to the actor, by time and order.</summary>
    public PriorityQueue<Action<Moment>, (long AtMs, long Order)> Due { get; } = new();

    /// <summary>What it sends.</summary>
    public List<(long SentMs, Event Event)> Sent { get; } = [];

    /// <summary>What it wants known.</summary>
    public List<Happening> Noted { get; } = [];

    /// <summary>Adds something behind everything that the window began with, and what was planned before.</summary>
    public void Plan(long atMs, Action<Moment> what) => Due.Enqueue(what, (atMs, _planned++));
}
