import Distribution

Program.main()
