package io.quorate.election.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.election.CoordinationConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZnodePathsTest {

  @Test
  void putsTheChrootBeforeEveryPath() {
    ZnodePaths paths = new ZnodePaths(CoordinationConfig.of("a:1,b:2/brokers/quorate", "blue"));

    assertThat(paths.servers()).isEqualTo("a:1,b:2");
    assertThat(paths.group("main").epoch()).isEqualTo("/brokers/quorate/blue/groups/main/epoch");
    assertThat(paths.boots(3)).isEqualTo("/brokers/quorate/blue/nodes/3/boots");
  }

  @Test
  void namesAncestorsOutermostFirst() {
    assertThat(ZnodePaths.withAncestors("/a/b/c")).containsExactly("/a", "/a/b", "/a/b/c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Main", "a/b", "..", "a_b", "a-name-that-is-longer-than-32-chars"})
  void refusesAGroupNameThatIsNoPathPart(String name) {
    ZnodePaths paths = new ZnodePaths(CoordinationConfig.of("a:1", "blue"));

    assertThatThrownBy(() -> paths.group(name))
        .hasMessageContaining("group name: expected 1 to 32");
  }
}
