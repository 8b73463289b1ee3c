package io.quorate.election;

/**
 * Who this cluster is to the coordinator. All nodes of a cluster use the same identity: with an
 * identity, only it may read, write or delete what the nodes create, and a node must be able to
 * evict another one's place in line.
 */
public sealed interface CoordinationAuth {

  /** No identity: everything is open to everyone who reaches the coordinator. */
  record None() implements CoordinationAuth {}

  /** A user with a password, sent in the clear unless the connection is encrypted. */
  record Digest(String user, String password) implements CoordinationAuth {
    public Digest {
      if (user.isEmpty() || user.indexOf(':') >= 0) {
        throw new IllegalArgumentException(
            "digest user: expected a name without ':', found '%s'".formatted(user));
      }
    }

    @Override
    public String toString() {
      return "Digest[user=%s, password=***]".formatted(user);
    }
  }

  /** The JAAS login section that the coordinator client is configured with. */
  record Sasl() implements CoordinationAuth {}

  /** The client certificate of the encrypted connection, the same for all nodes. */
  record Certificate() implements CoordinationAuth {}
}
