using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// No unconfirmed and no older image survives. PROTOCOL.md, <i>Manifest</i>: a device takes a release only if the
/// counter is not lower than its own and the version is higher than the installed one; a release that failed its trial
/// is barred.
/// </summary>
/// <remarks>Each time a device starts, and in the end, it runs the image it began with, or the one it confirmed last,
/// or on trial the one it completed last. What it completes is an image that the vendor released, of a higher version
/// than the installed one. The version and the security counter that it says to have installed never go back. An
/// image that does not work for it is never confirmed.</remarks>
internal sealed class NoOldImage() : Invariant(
    "No old image survives", "A device runs its newest confirmed image, or its newest on trial, and never a bad one.",
    Starts, Completed, Confirmed)
{
    private const string Starts = "starts";
    private const string Completed = "images completed";
    private const string Confirmed = "images confirmed";
    private readonly Dictionary<int, Course> _courses = [];
    private readonly Dictionary<string, byte[]> _released = [];
    private readonly Dictionary<byte[], string> _hashes = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public override void Begin(FleetWorld world)
    {
        foreach (byte[] image in world.Images) _released[HashOf(image)] = image;
        foreach (SimDevice device in world.Own)
            _courses.Add(device.Number, new Course(device, HashOf(device.RunningImage)));
    }

    /// <inheritdoc/>
    public override void See(Happening happening)
    {
        if (!_courses.TryGetValue(happening.Actor, out Course? course)) return;
        switch (happening)
        {
            case SlotCompleted e:
                Complete(course, e);
                break;
            case ImageConfirmed e:
                Confirm(course, Convert.ToHexString(e.ImageHash), e.AtMs);
                break;
            case DeviceStarted e:
                Start(course, e);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        foreach (Course course in _courses.Values)
        {
            string runs = HashOf(course.Device.RunningImage);
            Check(
                runs == course.Confirmed || course.IsOnTrial && runs == course.Completed, world.World.NowMs,
                () => $"In the end device {course.Device.Number} runs an image that it neither confirmed nor tries.");
        }
    }

    /// <summary>Devices share their images, so that each is hashed once.</summary>
    private string HashOf(byte[] image)
    {
        if (!_hashes.TryGetValue(image, out string? hash))
            _hashes.Add(image, hash = Convert.ToHexString(SHA256.HashData(image)));
        return hash;
    }

    private void Complete(Course course, SlotCompleted e)
    {
        Count(Completed);
        course.Completed = Convert.ToHexString(e.ImageHash);
        course.IsOnTrial = false;
        Check(
            _released.ContainsKey(course.Completed), e.AtMs,
            () => $"Device {e.Actor} completed an image that nobody released.");
        Check(
            ImageVersion.Parse(e.Version).CompareTo(course.Version) > 0, e.AtMs,
            () => $"Device {e.Actor} completed {e.Version} and has {course.Version}.");
    }

    private void Confirm(Course course, string image, long atMs)
    {
        if (image == course.Confirmed) return;
        Count(Confirmed);
        Check(
            course.IsOnTrial && image == course.Completed, atMs,
            () => $"Device {course.Device.Number} confirmed an image that it did not try.");
        Check(
            !_released.TryGetValue(image, out byte[]? bytes) || course.Device.Traits.Works(bytes), atMs,
            () => $"Device {course.Device.Number} confirmed an image that does not work.");
        (course.Confirmed, course.IsOnTrial) = (image, false);
    }

    private void Start(Course course, DeviceStarted e)
    {
        Count(Starts);
        string runs = Convert.ToHexString(e.ImageHash);
        course.IsOnTrial = e.State == TrialState.Trial;
        Check(
            runs == (course.IsOnTrial ? course.Completed : course.Confirmed), e.AtMs,
            () => $"Device {e.Actor} starts {runs[..16]} in state {e.State}.");
        ImageVersion version = ImageVersion.Parse(e.Version);
        Check(
            version.CompareTo(course.Version) >= 0 && e.SecurityCounter >= course.SecurityCounter, e.AtMs,
            () => $"Device {e.Actor} went back from {course.Version} to {e.Version}.");
        (course.Version, course.SecurityCounter) = (version, e.SecurityCounter);
    }

    /// <summary>What a device went through.</summary>
    private sealed class Course(SimDevice device, string factory)
    {
        public SimDevice Device => device;

        public string Confirmed { get; set; } = factory;

        public string Completed { get; set; } = "";

        public bool IsOnTrial { get; set; }

        public ImageVersion Version { get; set; } = ImageVersion.Parse("0.0.0.0");

        public long SecurityCounter { get; set; }
    }
}
