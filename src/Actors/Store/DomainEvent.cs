namespace EasyEnclave.Actors.Store;

/// <summary>Something that happened to an entity, to be kept: history, audit and feed.</summary>
public abstract record DomainEvent;
