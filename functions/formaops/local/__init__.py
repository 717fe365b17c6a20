"""The embedded stack: what hosted Supabase and a model provider bring, as processes of this machine.

``formaops.local.stack`` is the way in (``up``, ``down``, ``status``, ``reset``). Nothing here is deployed.
"""
