{# What records say now and what they said before, as spans of days without a gap or an overlap, for a
   mart that is carried on from build to build (analytics/transform/carried.py): what is said anew
   counts from the day it was seen.

   present: a relation with entity_code, key, as_of_day and what is said now; before: the mart's rows
   of the last build; key: the column that names a record in its entity; said: the columns that are
   remembered. Gives entity_code, key, valid_from, valid_to and said. #}
{% macro spans_seen(present, before, key, said) -%}
    with compared as (
        select
            b.*,
            p.as_of_day,
            {% for column in said -%}
                ({{ is_same('b.' ~ column, 'p.' ~ column) }}){% if not loop.last %} and {% endif %}
            {%- endfor %} as is_unchanged
        from {{ before }} as b
        inner join {{ present }} as p on b.entity_code = p.entity_code and b.{{ key }} = p.{{ key }}
    )

    select
        entity_code,
        {{ key }},
        valid_from,
        case
            when valid_to is null and not is_unchanged then {{ day_before('as_of_day') }}
            else valid_to
        end as valid_to,
        {{ said | join(', ') }}
    from compared
    where valid_to is not null or is_unchanged or valid_from < as_of_day
    union all
    select
        p.entity_code,
        p.{{ key }},
        case when c.{{ key }} is null then date '1900-01-01' else p.as_of_day end as valid_from,
        cast(null as date) as valid_to,
        {% for column in said -%}
            p.{{ column }}{% if not loop.last %}, {% endif %}
        {%- endfor %}
    from {{ present }} as p
    left join compared as c
        on p.entity_code = c.entity_code and p.{{ key }} = c.{{ key }} and c.valid_to is null
    where c.{{ key }} is null or not c.is_unchanged
{%- endmacro %}
