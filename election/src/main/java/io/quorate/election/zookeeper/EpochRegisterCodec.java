package io.quorate.election.zookeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The epoch register as the bytes of its znode. */
final class EpochRegisterCodec {
  private static final Logger log = LoggerFactory.getLogger(EpochRegisterCodec.class);

  private EpochRegisterCodec() {}

  static byte[] encode(EpochRegister register) {
    return Fields.encode(
        "epoch", register.epoch(),
        "node", register.nodeId(),
        "incarnation", register.incarnation(),
        "latchPath", register.latchPath(),
        "nonce", register.nonce());
  }

  /**
   * An illegible register counts as never claimed, and the next claim writes over it: the promises
   * of the replicas, not this number, keep epochs from being used twice.
   */
  static EpochRegister decode(byte[] bytes) {
    try {
      Fields fields = Fields.decode(bytes);
      return new EpochRegister(
          fields.number("epoch"),
          Math.toIntExact(fields.number("node")),
          fields.number("incarnation"),
          fields.text("latchPath"),
          fields.text("nonce"));
    } catch (IllegalArgumentException | ArithmeticException illegible) {
      log.warn(
          "Epoch register: expected format 1, found {} bytes of something else; it counts as never claimed: {}",
          bytes.length,
          illegible.getMessage());
      return EpochRegister.NEVER_CLAIMED;
    }
  }
}
