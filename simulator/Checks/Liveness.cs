using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// Everybody honest finishes once the world has healed, within the scenario's time. PROTOCOL.md, <i>Who, and what each
/// may rely on</i>: that a device gets an update in the end it owes to any one honest source.
/// </summary>
/// <remarks>In the end, every device that keeps the protocol, has what it takes and is in a funded tranche of the
/// newest release runs its image, confirmed; with the reason for each that does not: its last phase and what it noted
/// last. Of devices that share a key, to which the chain owes one reward together, at least one does, unless one of
/// them breaks the rules and so spends what distributors allow that key. Nobody, honest or not, is left with an image
/// that neither its factory nor the vendor made; where the image is bad, this alone is asked.</remarks>
internal sealed class Liveness(ChainLog chain, WireLog wire, FundedPlaces places) : Witness(
    "Everybody honest finishes", "Once the world has healed, every honest device gets the image in time.", chain, wire,
    LookedAt, Due, Done, Keys, Held)
{
    private const string LookedAt = "devices";
    private const string Due = "of these had to finish";
    private const string Done = "of these did";
    private const string Keys = "shared keys of which one holder had to finish";
    private const string Held = "of these had one that did";
    private const int NotesKept = 4;
    private readonly Dictionary<int, (AgentPhase Phase, long AtMs)> _phases = [];
    private readonly Dictionary<int, Queue<DeviceNoted>> _notes = [];
    private readonly HashSet<int> _confirmed = [];
    private byte[] _factory = [];

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        long atMs = world.World.NowMs;
        Count(LookedAt, world.Own.Count);
        foreach (SimDevice device in world.Own)
        {
            Check(
                world.Images.Any(image => Is(device, image)) || Is(device, _factory), atMs,
                () => $"Device {device.Number} runs an image that nobody made.");
        }

        if (world.Scenario.IsBadImage) return;
        places.Meet(world);
        IReadOnlyDictionary<Address, int> funded = places.Of(world.Releases.Last().Id);
        foreach (SimDevice device in world.Honest.Where(device => funded.ContainsKey(device.Traits.Address)))
        {
            bool isDone = HasFinished(world, device);
            Count(Due);
            Count(Done, isDone ? 1 : 0);
            Check(isDone, atMs, () => $"Device {device.Number} did not finish: {ReasonOf(device.Number)}");
        }

        foreach (IGrouping<Address, SimDevice> holders in world.Own.Where(device => device.Traits.IsCloned)
            .GroupBy(device => device.Traits.Address).Where(each => funded.ContainsKey(each.Key)))
        {
            if (holders.Any(device => device.Traits.IsFreeRider) || !holders.Any(world.Keeps)) continue;
            bool isDone = holders.Any(device => HasFinished(world, device));
            Count(Keys);
            Count(Held, isDone ? 1 : 0);
            Check(
                isDone, atMs,
                () => $"None of the devices {string.Join(", ", holders.Select(each => each.Number))} with one key "
                    + $"finished: {ReasonOf(holders.First(world.Keeps).Number)}");
        }
    }

    /// <inheritdoc/>
    protected override void Began(FleetWorld world) => _factory = world.Devices[0].RunningImage;

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        switch (happening)
        {
            case PhaseBegan e:
                _phases[e.Actor] = (e.Phase, e.AtMs);
                break;
            case DeviceNoted e:
                if (!_notes.TryGetValue(e.Actor, out Queue<DeviceNoted>? notes))
                    _notes.Add(e.Actor, notes = new Queue<DeviceNoted>(NotesKept));
                if (notes.Count == NotesKept) notes.Dequeue();
                notes.Enqueue(e);
                break;
            case ImageConfirmed e:
                _confirmed.Add(e.Actor);
                _notes.Remove(e.Actor);
                break;
        }
    }

    private bool HasFinished(FleetWorld world, SimDevice device) =>
        Is(device, world.Wanted) && _confirmed.Contains(device.Number);

    private static bool Is(SimDevice device, byte[] image) =>
        ReferenceEquals(device.RunningImage, image) || device.RunningImage.AsSpan().SequenceEqual(image);

    private string ReasonOf(int number)
    {
        string phase = _phases.TryGetValue(number, out var last) ? $"{last.Phase} since {last.AtMs}" : "never woke";
        return _notes.TryGetValue(number, out Queue<DeviceNoted>? notes)
            ? $"{phase}; {string.Join(", ", notes.Select(each => $"{each.Event} {each.Url}".TrimEnd()))}"
            : phase;
    }
}
