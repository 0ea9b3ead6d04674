{# Money in the marts: exact, three digits after the point cover every currency's smallest unit. The ERP
   holds amounts below 10^12; fifteen digits before the point leave room for a thousand of them, and
   eighteen in all are what engines add up as whole numbers: DuckDB is thirty times slower beyond. #}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(18, 3))
{%- endmacro %}

{# The key of something that belongs to an entity. #}
{% macro entity_key(column, entity='entity_code') -%}
    {{ entity }} || '|' || {{ column }}
{%- endmacro %}

{# A column's name as a person reads it. #}
{% macro words_of(column) -%}
    {{ column | replace('_code', '') | replace('_', ' ') }}
{%- endmacro %}

{# A name that stands for one thing alone: with the code where others have the same; within: where names
   are looked for, everywhere unless it is said. #}
{% macro told_apart(name, code, within='1') -%}
    case
        when count(*) over (partition by {{ within }}, {{ name }}) > 1 then {{ name }} || ' (' || {{ code }} || ')'
        else {{ name }}
    end
{%- endmacro %}
