using System.CommandLine;
using FairOta.Cli.Commands;
using FairOta.Sdk;

namespace FairOta.Cli;

/// <summary>Which product: by domain and class, or by id.</summary>
internal sealed class ProductOptions
{
    private readonly Option<string?> _domain = Opt.Of<string?>(
        "--domain", "name", "The vendor's domain.", text => ProductId.Of(text, "x") is var _ ? text : null);

    private readonly Option<string?> _class = Opt.Of<string?>(
        "--product", "class", "The vendor's name for the product; domain and class give the product id.",
        text => ProductId.Of("x", text) is var _ ? text : null);

    private readonly Option<ProductId?> _id = Opt.Of<ProductId?>(
        "--product-id", "uuid", "The product id itself, in place of domain and class.", text => ProductId.Parse(text));

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="otherwise">An option that names the product in their stead; null where there is none.</param>
    public ProductOptions(Command command, Option? otherwise = null)
    {
        command.Add(_domain);
        command.Add(_class);
        command.Add(_id);
        command.Validators.Add(result =>
        {
            bool id = result.GetResult(_id) is not null;
            bool domain = result.GetResult(_domain) is not null, named = result.GetResult(_class) is not null;
            if (otherwise is not null && result.GetResult(otherwise) is not null)
            {
                if (id || domain || named)
                    result.AddError($"The product cannot be given with {otherwise.Name}, which says it already.");
            }
            else if (id ? domain || named : !(domain && named))
                result.AddError("Either --domain and --product, or --product-id, is required.");
        });
    }

    public ProductId Get(Invocation call) =>
        call.Get(_id) ?? ProductId.Of(call.Get(_domain)!, call.Get(_class)!);
}
