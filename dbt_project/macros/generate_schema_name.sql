{# Schemas are named as they are: a build has one owner, so no prefix per developer. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
