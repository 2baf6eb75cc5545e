import Distribution

await Program.run()
