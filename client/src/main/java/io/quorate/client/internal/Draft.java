package io.quorate.client.internal;

import io.quorate.client.Destination;
import io.quorate.client.internal.ProducerWindow.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batch while it is filled. */
final class Draft {
  private final Limits limits;
  private final List<PendingSend> sends = new ArrayList<>();
  private final Set<Destination> destinations = new HashSet<>();
  private @Nullable Destination last;
  private long bytes;

  Draft(Limits limits) {
    this.limits = limits;
  }

  /** Adds the message if there is room; for the first one there always is. */
  boolean takes(PendingSend send) {
    if (!sends.isEmpty() && !hasRoom(send)) {
      return false;
    }
    sends.add(send);
    bytes += send.bytes.size();
    if (!send.to.equals(last)) {
      last = send.to;
      destinations.add(last);
    }
    return true;
  }

  private boolean hasRoom(PendingSend send) {
    return sends.size() < limits.batchMessagesMax()
        && bytes + send.bytes.size() <= limits.batchBytesMax()
        && (destinations.size() < limits.batchDestinationsMax()
            || send.to.equals(last)
            || destinations.contains(send.to));
  }

  List<PendingSend> sends() {
    return sends;
  }

  long bytes() {
    return bytes;
  }
}
