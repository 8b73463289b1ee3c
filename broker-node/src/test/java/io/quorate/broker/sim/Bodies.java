package io.quorate.broker.sim;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.broker.session.Delivery;
import io.quorate.client.history.CheckedBody;
import io.quorate.proto.message.v1.Message;
import io.quorate.replication.sim.checker.InvariantViolated;

/** Reads what was delivered, which is what was sent. */
final class Bodies {
  private Bodies() {}

  static Message message(Delivery delivery) {
    try {
      return Message.parseFrom(delivery.message().duplicate());
    } catch (InvalidProtocolBufferException damaged) {
      throw new InvariantViolated("Undamaged", "a delivery is no message: " + damaged.getMessage());
    }
  }

  static CheckedBody of(Delivery delivery) {
    try {
      return CheckedBody.decode(message(delivery).getBody().toByteArray());
    } catch (IllegalArgumentException damaged) {
      throw new InvariantViolated("Undamaged", String.valueOf(damaged.getMessage()));
    }
  }
}
