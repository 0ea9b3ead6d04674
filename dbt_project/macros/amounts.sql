{# Money in the marts: exact, three digits after the point cover every currency's smallest unit. #}
{% macro money(expression) -%}
    cast({{ expression }} as decimal(28, 3))
{%- endmacro %}

{# The key of something that belongs to an entity. #}
{% macro entity_key(column, entity='entity_code') -%}
    {{ entity }} || '|' || {{ column }}
{%- endmacro %}
