"""The filter language of the screens and the command line: ``score<1 reviewed:no model:llama* "as an AI"``.

Terms stand side by side and all must hold; ``-`` or ``NOT`` before a term turns it round. A term is
``field:value`` (score and length also with ``<  <=  >  >=  =``, names with ``=`` for exactly that name), or a
word (what begins with it is found too) or an exact "phrase" in prompt, answer, reason or note (``"garden gno*"``:
its last word begins so). Several values of one field, ``score:0,0.5``, mean any of them. Within quotation
marks two of them stand for one.

To add a field, write one class beside its like (``answer_fields``, ``judgment_fields``, ``review_fields``) and
put one instance of it into ``registry.FIELDS``. The parser, the completion, the help, ``docs/KEYS.md`` and the SQL
take everything from that class.
"""
