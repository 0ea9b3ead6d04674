{{ config(tags=['night']) }}
-- How many rows each table of an entity had, night by night, beside what was usual before.
select
    n.run_id,
    n.entity_code,
    n.table_name,
    n.row_count,
    cast(n.usual_row_count as bigint) as usual_row_count,
    n.is_unusual
from {{ source('night', 'nightly_volume') }} as n
inner join {{ ref('dim_entity') }} as e on n.entity_code = e.entity_code
