async def measure(ground, quick):
    return {}
