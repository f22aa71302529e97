using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>The new image's trial.</summary>
[TestClass]
public class TrialTests
{
    private static readonly TestRelease Release = new("2.0.0.0");

    private readonly World _world = World.Honest(Release);
    private readonly TestDevice _device;

    public TrialTests()
    {
        _device = new TestDevice(_world);
        _device.Board.ConfirmAtStart = false;
    }

    [TestMethod]
    public void Trial_ConfirmedByTheApplication_Stays()
    {
        RunToTrial();
        _device.Agent.Confirm();
        _device.RunUntilIdle();
        _device.Restart();

        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual("2.0.0.0", _device.Trust.InstalledVersion.ToString());
    }

    [TestMethod]
    public void Confirm_GivenAgainAndAgain_EndsNoPause()
    {
        RunToTrial();
        _device.Agent.Confirm();
        _device.RunUntilIdle();
        int requests = _world.Log.Count;
        for (int i = 0; i < 10; i++)
        {
            _device.Agent.Confirm();
            Assert.AreEqual(StepOutcome.Idle, _device.Agent.Step());
        }

        Assert.HasCount(requests, _world.Log);
    }

    [TestMethod]
    public void Trial_RejectedByTheApplication_GoesBackAndBarsTheRelease()
    {
        RunToTrial();
        _device.Agent.Reject();
        _device.RunUntilIdle();

        CollectionAssert.AreEqual(TestDevice.FactoryImage, _device.Slots.RunningImage);
        Assert.IsTrue(_device.Trust.IsBarred(Release.ReleaseId));
        Assert.IsNull(_device.Trust.AcceptedVersion);
        Assert.AreEqual("1.0.0.0", _device.Trust.InstalledVersion.ToString());
        Assert.AreEqual(1, _device.Trust.SecurityCounter);
    }

    [TestMethod]
    public void Trial_NoVerdictInTime_GoesBackAndBarsTheRelease()
    {
        _device.RunUntilIdle();

        CollectionAssert.AreEqual(TestDevice.FactoryImage, _device.Slots.RunningImage);
        Assert.IsTrue(_device.Trust.IsBarred(Release.ReleaseId));
    }

    [TestMethod]
    public void Trial_PowerCutOnce_IsTriedAgainWithoutDownloadOrReceipt()
    {
        RunToTrial();
        _device.Restart();
        int requests = _world.Log.Count;
        RunToTrial();
        _device.Agent.Confirm();
        Assert.HasCount(requests, _world.Log);
        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
    }

    [TestMethod]
    public void Trial_CrashesEveryTime_GoesBackAndBarsTheRelease()
    {
        for (int i = 0; i < AgentLimits.Trials; i++)
        {
            RunToTrial();
            _device.Restart();
        }

        _device.RunUntilIdle();
        CollectionAssert.AreEqual(TestDevice.FactoryImage, _device.Slots.RunningImage);
        Assert.IsTrue(_device.Trust.IsBarred(Release.ReleaseId));
    }

    [TestMethod]
    public void Trial_Failed_LetsAnOlderReleaseThatIsNewerThanTheInstalledComeAgain()
    {
        RunToTrial();
        TestRelease older = new("1.5.0.0");
        _world.Origin.Manifest = _ => older.Signed;
        foreach (FakeDistributor distributor in _world.Distributors)
            distributor.Manifest = _ => older.Signed;
        _world.Publish(older);
        _device.Board.ConfirmAtStart = true;
        _device.Agent.Reject();
        _device.RunUntil(_ => _device.Slots.State == TrialState.Reverted);
        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(older));
    }

    private void RunToTrial() => Assert.IsTrue(_device.RunUntil(_ => _device.Slots.State == TrialState.Trial));
}
