using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Allowlists;

public sealed partial class GitHubAllowlists
{
    [LoggerMessage(2521, LogLevel.Warning, "The budget for releases without a known allowlist is spent; {Owner}/{Repository} is not asked for now")]
    private partial void LogNotAsked(string owner, string repository);

    [LoggerMessage(2522, LogLevel.Warning, "The allowlist of {Owner}/{Repository} is not taken: {Fault}")]
    private partial void LogRefused(string owner, string repository, string fault);

    [LoggerMessage(2523, LogLevel.Error, "The allowlist of {Owner}/{Repository}, release {Tag}, changed from {Before} to {Now}: agents are refused until it is accepted")]
    private partial void LogChanged(string owner, string repository, string tag, string before, string now);
}
