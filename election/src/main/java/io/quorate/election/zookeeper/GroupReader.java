package io.quorate.election.zookeeper;

import io.quorate.election.Bytes;
import io.quorate.election.LatchNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a group from scratch. Only the places already known are not read twice, because they never
 * change.
 */
final class GroupReader {
  private static final Logger log = LoggerFactory.getLogger(GroupReader.class);

  /** Far more than nodes exist; a longer line is cut at its end, where nothing is decided. */
  private static final int PLACES_MAX = 256;

  private static final int REGISTRATIONS_MAX = 256;

  private final Znodes znodes;
  private final ZnodePaths.Group paths;
  private Map<String, LatchNode> knownPlaces = new HashMap<>();

  GroupReader(Znodes znodes, ZnodePaths.Group paths) {
    this.znodes = znodes;
    this.paths = paths;
  }

  /**
   * {@code onTrouble} gets NONODE if what the foundation lays is gone, or else what ZooKeeper said.
   */
  void read(Consumer<GroupReading> onRead, Consumer<Code> onTrouble) {
    new Pass(onRead, onTrouble).start();
  }

  /** One reading: all requests are under way at once, and the last answer completes it. */
  private final class Pass {
    private final Consumer<GroupReading> onRead;
    private final Consumer<Code> onTrouble;
    private final Map<String, LatchNode> places = new HashMap<>();
    private final Map<Integer, UUID> registrations = new TreeMap<>();
    private List<String> line = List.of();
    private EpochRegister register = EpochRegister.NEVER_CLAIMED;
    private int registerVersion;
    private @Nullable Bytes genesis;
    private int unanswered;
    private boolean ended;

    Pass(Consumer<GroupReading> onRead, Consumer<Code> onTrouble) {
      this.onRead = onRead;
      this.onTrouble = onTrouble;
    }

    void start() {
      unanswered = 4;
      znodes.list(paths.line(), answer -> take(answer, false, this::takeLine));
      znodes.read(paths.epoch(), answer -> take(answer, false, this::takeRegister));
      znodes.list(paths.registrations(), answer -> take(answer, false, this::takeRegistrations));
      znodes.read(paths.genesis(), answer -> take(answer, true, found -> genesis = found.data()));
    }

    private void takeLine(Answer answer) {
      line = LatchLine.inOrder(answer.children()).stream().limit(PLACES_MAX).toList();
      for (String name : line) {
        String path = paths.line() + "/" + name;
        LatchNode known = knownPlaces.get(path);
        if (known != null) {
          places.put(path, known);
        } else {
          unanswered++;
          znodes.read(
              path,
              place ->
                  take(
                      place,
                      true,
                      found -> places.put(path, LatchLine.parse(path, found.data().toArray()))));
        }
      }
    }

    private void takeRegister(Answer answer) {
      register = EpochRegisterCodec.decode(answer.data().toArray());
      registerVersion = answer.version();
    }

    private void takeRegistrations(Answer answer) {
      for (String name : answer.children().stream().sorted().limit(REGISTRATIONS_MAX).toList()) {
        unanswered++;
        znodes.read(
            paths.registrations() + "/" + name,
            registration -> take(registration, true, found -> takeRegistration(name, found)));
      }
    }

    private void takeRegistration(String name, Answer answer) {
      String uuid = new String(answer.data().toArray(), StandardCharsets.UTF_8);
      try {
        registrations.put(Integer.valueOf(name), UUID.fromString(uuid));
      } catch (IllegalArgumentException illegible) {
        log.warn(
            "Registration {}/{}: expected a node id and a UUID, found '{}'; skipped",
            paths.registrations(),
            name,
            uuid);
      }
    }

    private void take(Answer answer, boolean mayBeAbsent, Consumer<Answer> content) {
      if (ended) {
        return;
      }
      if (answer.isOk()) {
        content.accept(answer);
      } else if (!(mayBeAbsent && answer.is(Code.NONODE))) {
        ended = true;
        onTrouble.accept(answer.code());
        return;
      }
      unanswered--;
      if (unanswered == 0) {
        ended = true;
        complete();
      }
    }

    private void complete() {
      knownPlaces = places;
      List<LatchNode> present = new ArrayList<>();
      for (String name : line) {
        LatchNode place = places.get(paths.line() + "/" + name);
        if (place != null) {
          present.add(place);
        }
      }
      onRead.accept(
          new GroupReading(present, register.epoch(), registerVersion, registrations, genesis));
    }
  }
}
