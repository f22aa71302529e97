using System.Linq;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class ProblemTests
{
    private static readonly int[] Statuses = [400, 403, 404, 405, 409, 410, 412, 413, 416, 429, 503];

    [TestMethod]
    public void All_HaveANameAStatusOfTheProtocolAndText()
    {
        FieldInfo[] fields = typeof(Problems).GetFields(BindingFlags.Public | BindingFlags.Static);
        Assert.HasCount(fields.Length, Problems.All);
        foreach (ProblemType problem in Problems.All.Values)
        {
            StringAssert.Matches(problem.Name, new Regex("^[a-z]+(-[a-z]+)*$"));
            CollectionAssert.Contains(Statuses, problem.Status);
            StringAssert.EndsWith(problem.Meaning, ".", problem.Name);
            StringAssert.EndsWith(problem.Remedy, ".", problem.Name);
            Assert.AreNotEqual("", problem.Title);
        }
    }

    /// <summary>Whoever is told to come back is told when, and nobody else: 429 and 503 always are.</summary>
    [TestMethod]
    public void All_ThatAreLimitsOrNotReady_SayThatARetryHelps()
    {
        foreach (ProblemType problem in Problems.All.Values.Where(each => each.Status is 429 or 503))
            Assert.AreEqual(ProblemRetry.Later, problem.Retry, problem.Name);
    }

    [TestMethod]
    public void Refusal_Body_IsSmallAndHasItsType()
    {
        foreach (ProblemType problem in Problems.All.Values)
        {
            Answer answer = Answer.Refused(problem, "A sentence that is about as long as most of them are.");
            Assert.AreEqual(problem.Status, answer.Status);
            Assert.AreEqual(Answer.Problem, answer.ContentType);
            byte[] body = answer.Body();
            Assert.IsLessThan(200, body.Length);
            Assert.AreEqual("/v1/problems/" + problem.Name, (string)JsonNode.Parse(body)!["type"]!);
        }
    }

    [TestMethod]
    public void Page_OfEveryProblem_IsServedByEveryNode()
    {
        using World world = new();
        OriginService origin = new();
        foreach (ProblemType problem in Problems.All.Values)
        {
            ServiceRequest request = new("GET", problem.Reference);
            foreach (Answer answer in new[] { world.Get(problem.Reference), origin.Handle(request, 0) })
            {
                Assert.AreEqual(200, answer.Status, problem.Name);
                string page = WebUtility.HtmlDecode(Encoding.UTF8.GetString(answer.Body()));
                StringAssert.Contains(page, problem.Meaning);
                StringAssert.Contains(page, problem.Remedy);
                StringAssert.Contains(page, problem.RetrySentence);
            }
        }
    }

    [TestMethod]
    public void Page_OfAll_LinksToEveryOne()
    {
        using World world = new();
        string page = Encoding.UTF8.GetString(world.Get("/v1/problems").Body());
        foreach (ProblemType problem in Problems.All.Values)
            StringAssert.Contains(page, $"href=\"problems/{problem.Name}\"");
    }

    [TestMethod]
    public void Page_OfAnotherName_IsUnknown()
    {
        using World world = new();
        World.AssertStatus(404, world.Get("/v1/problems/bad-luck"));
    }

    [TestMethod]
    public void Page_BeforeTheChainIsKnown_IsServed()
    {
        using World world = new();
        world.Service.Chain = FairOta.Sdk.Chain.ChainState.Empty;
        World.AssertStatus(503, world.Get("/v1/distributors"));
        World.AssertStatus(200, world.Get("/v1/problems/bound"));
    }
}
