using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Cluster;

public sealed partial class Member
{
    [LoggerMessage(6201, LogLevel.Information, "Joined the cluster as {Node}, incarnation {Incarnation}, beside {Others} live nodes")]
    private partial void LogJoined(string node, Guid incarnation, int others);

    [LoggerMessage(6202, LogLevel.Information, "Node {Node} is there: incarnation {Incarnation} at {Address}")]
    private partial void LogCame(string node, Guid incarnation, string address);

    [LoggerMessage(6203, LogLevel.Warning, "Node {Node} is dead: incarnation {Incarnation} left, or was found silent")]
    private partial void LogGone(string node, Guid incarnation);

    [LoggerMessage(6204, LogLevel.Warning, "Declared node {Node} dead, incarnation {Incarnation}: it was silent for {Seconds} s")]
    private partial void LogReaped(string node, Guid incarnation, double seconds);

    [LoggerMessage(6205, LogLevel.Critical, "This incarnation of {Node}, {Incarnation}, is dead for the cluster; it writes no more: silent, put down, or replaced")]
    private partial void LogFenced(string node, Guid incarnation);

    [LoggerMessage(6206, LogLevel.Warning, "Node {Node} is {State} now; cut off from its peers: {CutOff}")]
    private partial void LogState(string node, MemberState state, bool cutOff);

    [LoggerMessage(6207, LogLevel.Error, "The store does not answer; it is asked again each second: {Fault}")]
    private partial void LogStoreLost(Exception? bug, string fault);

    [LoggerMessage(6208, LogLevel.Information, "The store answers again")]
    private partial void LogStoreBack();

    [LoggerMessage(6209, LogLevel.Information, "Node {Node} left the cluster")]
    private partial void LogLeft(string node);

    [LoggerMessage(6210, LogLevel.Warning, "Node {Node} could not say that it leaves; the others will find it silent: {Fault}")]
    private partial void LogLeaveFailed(Exception? bug, string node, string fault);

    [LoggerMessage(6211, LogLevel.Error, "The silent node {Node}, incarnation {Incarnation}, could not be declared dead; it is tried again at each look: {Fault}")]
    private partial void LogReapFailed(Exception? bug, string node, Guid incarnation, string fault);

    [LoggerMessage(6212, LogLevel.Warning, "Node {Node} lives, but does not answer at {Address}: look at the network, EE_CLUSTER_ADVERTISE and EE_CLUSTER_SECRET")]
    private partial void LogUnanswered(string node, string address);

    [LoggerMessage(6213, LogLevel.Information, "Node {Node} answers this node again")]
    private partial void LogAnswers(string node);
}
