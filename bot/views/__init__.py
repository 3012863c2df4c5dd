"""Drawing: the state of an incident becomes Block Kit. Pure; nothing here reads a clock or calls out.

The worker renders what followups name (card, said, announcement, topic), the doors answer with
replies, modals and home. All text passes through `text`, all blocks through `kit`.
"""
