Console.WriteLine("The sample is being written.");
