"""MariaDB's limits follow the machine and the number of sites."""

import pytest

from ops.servers.mariadb import MIB, size_for

GIB = 1024 * MIB


def test_table_definitions_of_every_site_fit():
    sizing = size_for(24 * GIB, sites=52, open_files_limit=200_000)
    assert sizing.table_definition_cache >= 52 * 250
    assert sizing.table_open_cache >= 52 * 250 // 5


@pytest.mark.parametrize("memory_gib", [1, 4, 24, 256])
def test_buffer_pool_stays_within_a_quarter_of_memory_and_its_bounds(memory_gib):
    pool = size_for(memory_gib * GIB, sites=52, open_files_limit=200_000).buffer_pool_bytes
    assert 256 * MIB <= pool <= 16 * GIB
    assert pool <= max(memory_gib * GIB // 4, 256 * MIB)


def test_open_tables_never_exceed_what_the_kernel_allows():
    sizing = size_for(8 * GIB, sites=200, open_files_limit=4096)
    assert sizing.table_open_cache * 2 < 4096
