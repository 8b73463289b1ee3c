package io.quorate.election.zookeeper;

import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;

/** Says once what is wrong, however often it is met, and once that it is over. */
final class Trouble {
  private final Logger log;
  private final String what;
  private Code last = Code.OK;

  Trouble(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  void met(Code code) {
    if (code != last) {
      log.warn(
          "{}: expected OK from ZooKeeper, found {}; {}; trying again", what, code, remedy(code));
    }
    last = code;
  }

  void over() {
    if (last != Code.OK) {
      log.info("{}: works again", what);
    }
    last = Code.OK;
  }

  private static String remedy(Code code) {
    return switch (code) {
      case NOAUTH ->
          "the znode belongs to another identity: use the cluster's credentials, or another root path";
      case AUTHFAILED -> "check user and password, or the login section";
      default -> "check the ensemble if this lasts";
    };
  }
}
