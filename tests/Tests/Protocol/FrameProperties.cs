using System.Text;
using EasyEnclave.Protocol.Tunnel;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Protocol;

/// <summary>The laws of the codec: what is written is read back, and nothing that can be sent makes it throw.</summary>
public sealed class FrameProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void WhateverAnAgentWritesIsReadBack() =>
        Prop.ForAll(FrameGenerators.Agent.ToArbitrary(), frame => FrameText.Of(frame) == FrameText.Of((AgentFrame)FrameText.Agent(FrameText.Of(frame)))).Check(Many);

    [Fact]
    public void WhateverTheControlPlaneWritesIsReadBack() =>
        Prop.ForAll(FrameGenerators.Control.ToArbitrary(), frame => FrameText.Of(frame) == FrameText.Of((ControlFrame)FrameText.Control(FrameText.Of(frame)))).Check(Many);

    [Fact]
    public void ReadingGivesTheSameValuesAndNotOnlyTheSameText() =>
        Prop.ForAll(FrameGenerators.Response.ToArbitrary(), frame =>
        {
            AgentFrame.ProxyResponse read = (AgentFrame.ProxyResponse)FrameText.Agent(FrameText.Of(frame));
            return read.RequestId == frame.RequestId && read.Status == frame.Status && read.Headers.SequenceEqual(frame.Headers)
                && read.Body.Span.SequenceEqual(frame.Body.Span);
        }).Check(Many);

    [Fact]
    public void AnyBytesGiveAFrameOrAReason() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Total).Check(Many);

    [Fact]
    public void AnyTextGivesAFrameOrAReason() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Total(Encoding.UTF8.GetBytes(text ?? string.Empty))).Check(Many);

    [Fact]
    public void AnyJsonGivesAFrameOrAReason() => Prop.ForAll(JsonGenerators.Frame.ToArbitrary(), text => Total(Encoding.UTF8.GetBytes(text))).Check(Many);

    [Fact]
    public void ADamagedFrameGivesAFrameOrAReason()
    {
        Gen<byte[]> damaged =
            from text in Gen.OneOf(FrameGenerators.Agent.Select(FrameText.Of), FrameGenerators.Control.Select(FrameText.Of))
            from damage in DamageGenerators.Damage
            select damage(Encoding.UTF8.GetBytes(text));

        Prop.ForAll(damaged.ToArbitrary(), Total).Check(Many);
    }

    [Fact]
    public void EveryPrefixOfAFrameIsRefused() =>
        Prop.ForAll(FrameGenerators.Agent.ToArbitrary(), frame =>
        {
            byte[] whole = Encoding.UTF8.GetBytes(FrameText.Of(frame));
            return Enumerable.Range(0, Math.Min(whole.Length, 400)).All(length => FrameText.Agent(whole[..length]) is "invalid_json");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static bool Total(byte[] bytes) => FrameText.Agent(bytes) is not null && FrameText.Control(bytes) is not null;
}
